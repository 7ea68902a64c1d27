"""Tables of the noise schedules, and of when z_t's pixels pass for Gaussian: sampled, as published, and exact."""

from collections.abc import Callable, Mapping
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold import seeds
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.schedule import NoiseSchedule
from hotcold.errors import InputError
from hotcold.evaluation.gaussianity import (
    Formula,
    exact_distance,
    first_not_rejected,
    noised_pixels,
    p_value,
    pixel_levels,
    sampled_distance,
)
from hotcold.storage.tables import Column

SEED = 0  # of the noise
SCHEDULES = {
    "schedule": Column("", "name of the noise schedule"),
    "t": Column("step", "diffusion step; 0 is the clean image"),
    "beta": Column("", "variance of the noise added by step t"),
    "alpha_bar": Column("", "share of the signal's variance left at t"),
    "snr": Column("", "alpha_bar / (1 - alpha_bar)"),
}
KS = {
    "split": Column("", "of the digits: train"),
    "schedule": Column("", "name of the noise schedule"),
    "method": Column("", "sampled: pixels of noised digits; exact: from the mixture, without sampling"),
    "formula": Column("", "correct: eps times sqrt(1-alpha_bar); published: eps times 1-sqrt(alpha_bar)"),
    "images": Column("image", "digits pooled; 0 where nothing is sampled"),
    "pixels": Column("pixel", "pixels tested; 0 where nothing is sampled"),
    "t": Column("step", "diffusion step"),
    "distance": Column("", "Kolmogorov-Smirnov distance to N(0, 1)"),
    "p_value": Column("", "two-sided p-value; missing where nothing is sampled"),
}
CROSSINGS = {name: KS[name] for name in ("split", "schedule", "method", "formula", "images")} | {
    "pixels": Column("pixel", "size of the test"),
    "noise_seed": Column("", "repetition of the sampled test; -1 where nothing is sampled"),
    "threshold": Column("", "p-value above which N(0, 1) is not rejected"),
    "first_t": Column("step", "first t at which it is not; missing: never"),
}
INTRODUCTION = (
    "The first step t at which a K-S test no longer tells z_t's pixels from N(0, 1). `published` repeats the report's"
    " formula and its one image (784 pixels): that is where its 906 for the cosine schedule comes from. With the right"
    " factor (`correct`) the crossing is earlier, and it moves with the number of pixels tested; `exact` rows take the"
    " distance from the distribution itself. Sampled rows give the median and range over noise seeds; – is never."
)


def schedule_table(schedules: dict[str, NoiseSchedule]) -> pd.DataFrame:
    """Return beta, alpha_bar and snr of every schedule by t."""
    return pd.concat(
        [
            pd.DataFrame(
                {"t": np.arange(s.timesteps + 1), "beta": s.beta, "alpha_bar": s.alpha_bar, "snr": s.snr}
            ).assign(schedule=name)
            for name, s in schedules.items()
        ],
        ignore_index=True,
    )


def analyse(
    schedules: Mapping[str, NoiseSchedule],
    digits: NDArray[np.uint8],
    pixel_limit: float,
    settings: GaussianitySettings,
    on_test: Callable[[], object],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ks and ks_crossings.

    Args:
        schedules: by name.
        digits: (n, 28, 28) of training.
        pixel_limit: pixels are scaled to [-pixel_limit, pixel_limit].
        settings: sizes and threshold of the tests.
        on_test: called after each sampled test.

    Raises:
        InputError: more digits are to be pooled than there are.

    """
    if (most := max(settings.images)) > len(digits):
        raise InputError(f"gaussianity.images: expected at most {len(digits)}, as there are, not {most}")
    found = [_analyse(name, s, digits, pixel_limit, settings, on_test) for name, s in schedules.items()]
    curves, crossings = (
        pd.concat(tables, ignore_index=True).assign(split="train") for tables in zip(*found, strict=True)
    )
    return curves, crossings.astype({"first_t": "Int64"})


def sampled_tests(settings: GaussianitySettings) -> list[tuple[int, Formula]]:
    """Return the numbers of images and formulas of the sampled tests of a schedule."""
    return [(images, formula) for images in settings.images for formula in get_args(Formula)]


def _analyse(
    name: str,
    schedule: NoiseSchedule,
    digits: NDArray[np.uint8],
    pixel_limit: float,
    settings: GaussianitySettings,
    on_test: Callable[[], object],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    threshold = settings.threshold
    alpha_bar, steps = schedule.alpha_bar[1:], np.arange(1, schedule.timesteps + 1)
    levels, weights = pixel_levels(digits, pixel_limit)
    exact = np.array([exact_distance(a, levels, weights) for a in alpha_bar])
    none: dict[str, str | int] = {"method": "exact", "formula": "correct", "images": 0}
    curves = [pd.DataFrame({"t": steps, "distance": exact, "p_value": np.nan}).assign(**none, pixels=0)]
    crossings = [
        {**none, "pixels": n, "noise_seed": -1, "first_t": first_not_rejected(exact, n, threshold)}
        for n in settings.test_pixels
    ]
    for images, formula in sampled_tests(settings):
        pixels = to_model(digits[:images], pixel_limit).ravel().astype(np.float64)
        for noise_seed in range(settings.noise_seeds):
            generator = seeds.numpy_generator(SEED, "ks", name, images, noise_seed)
            noised = (noised_pixels(pixels, a, generator.standard_normal(len(pixels)), formula) for a in alpha_bar)
            distance = np.array([sampled_distance(z) for z in noised])
            key = {"method": "sampled", "formula": formula, "images": images, "pixels": len(pixels)}
            if noise_seed == 0:
                p = p_value(distance, len(pixels))
                curves.append(pd.DataFrame({"t": steps, "distance": distance, "p_value": p}).assign(**key))
            first = first_not_rejected(distance, len(pixels), threshold)
            crossings.append({**key, "noise_seed": noise_seed, "first_t": first})
            on_test()
    return pd.concat(curves).assign(schedule=name), pd.DataFrame(crossings).assign(schedule=name, threshold=threshold)


def summary(crossings: pd.DataFrame) -> pd.DataFrame:
    """Return the crossings with schedules as columns, as median [range] over noise seeds."""

    def cell(first_t: pd.Series) -> str:
        values = first_t.dropna().astype(int)
        if values.empty:
            return "–"
        spread = "" if len(first_t) == 1 else f" [{values.min()}–{values.max()}]"
        never = len(first_t) - len(values)
        return f"{values.median():.0f}{spread}" + (f", {never} of {len(first_t)} never" if never else "")

    keys = ["method", "formula", "images", "pixels"]
    table = crossings.groupby([*keys, "schedule"], sort=False)["first_t"].agg(cell).unstack("schedule")
    return table.sort_values(["method", "formula", "pixels"], ascending=[False, False, True]).reset_index()
