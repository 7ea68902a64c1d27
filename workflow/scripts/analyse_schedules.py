"""Tabulate the noise schedules and when z_t's pixels pass for Gaussian: sampled, as published, and exact."""

from pathlib import Path

import numpy as np
import pandas as pd

from hotcold import seeds
from hotcold.artifacts import Column, read_arrays, write_table, write_text_table
from hotcold.cli import Arguments, run
from hotcold.config.base import Choice
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.errors import InputError
from hotcold.gaussianity import (
    exact_distance,
    first_not_rejected,
    noised_pixels,
    p_value,
    pixel_levels,
    sampled_distance,
)
from hotcold.pixels import to_model
from hotcold.progress import progress
from hotcold.schedules import NoiseSchedule, make_schedule

SCHEDULES = {
    "schedule": Column("", "name of the noise schedule"),
    "t": Column("step", "diffusion step; 0 is the clean image"),
    "beta": Column("", "variance of the noise added by step t"),
    "alpha_bar": Column("", "share of the signal's variance left at t"),
    "snr": Column("", "alpha_bar / (1 - alpha_bar)"),
}
KS = {
    "schedule": Column("", "name of the noise schedule"),
    "method": Column("", "sampled: pixels of noised digits; exact: from the mixture, without sampling"),
    "formula": Column("", "correct: eps times sqrt(1-alpha_bar); published: eps times 1-sqrt(alpha_bar)"),
    "images": Column("image", "digits pooled; 0 where nothing is sampled"),
    "pixels": Column("pixel", "pixels tested; 0 where nothing is sampled"),
    "t": Column("step", "diffusion step"),
    "distance": Column("", "Kolmogorov-Smirnov distance to N(0, 1)"),
    "p_value": Column("", "two-sided p-value; missing where nothing is sampled"),
}
CROSSINGS = {name: KS[name] for name in ("schedule", "method", "formula", "images")} | {
    "pixels": Column("pixel", "size of the test"),
    "noise_seed": Column("", "repetition of the sampled test; -1 where nothing is sampled"),
    "first_t": Column("step", "first t at which N(0, 1) is not rejected; missing: never"),
}
INTRODUCTION = (
    "The first step t at which a K-S test no longer tells z_t's pixels from N(0, 1). `published` repeats the report's"
    " formula and its one image (784 pixels): that is where its 906 for the cosine schedule comes from. With the right"
    " factor (`correct`) the crossing is earlier, and it moves with the number of pixels tested; `exact` rows take the"
    " distance from the distribution itself. Sampled rows give the median and range over noise seeds; – is never."
)


class AnalyseSchedules(Arguments):
    """Tabulate the noise schedules and when z_t's pixels pass for Gaussian."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    schedules: dict[str, Choice]
    """Schedules by name."""

    timesteps: int = 1000
    """T."""

    pixel_limit: float = 0.5
    """Pixels are scaled to [-pixel_limit, pixel_limit]."""

    settings: GaussianitySettings = GaussianitySettings()
    """Sizes and threshold of the tests."""

    seed: int = 0
    """Of the noise."""

    output: Path
    """Folder that receives schedules.parquet, ks.parquet, ks_crossings.parquet and ks_crossings.md."""


def main(arguments: AnalyseSchedules) -> None:
    digits = read_arrays(arguments.digits, "digits")["train_images"]
    if (most := max(arguments.settings.images)) > len(digits):
        raise InputError(f"gaussianity.images: expected at most {len(digits)}, as there are, not {most}")
    schedules = {
        name: make_schedule(choice.function, arguments.timesteps, choice.options)
        for name, choice in arguments.schedules.items()
    }
    curves, crossings = zip(*(analyse(name, s, digits, arguments) for name, s in schedules.items()), strict=True)
    ks, first = pd.concat(curves, ignore_index=True), pd.concat(crossings, ignore_index=True)
    first["first_t"] = first["first_t"].astype("Int64")
    write_table(schedule_table(schedules), arguments.output / "schedules.parquet", SCHEDULES)
    write_table(ks, arguments.output / "ks.parquet", KS)
    write_table(first, arguments.output / "ks_crossings.parquet", CROSSINGS)
    write_text_table(summary(first), arguments.output / "ks_crossings.md", INTRODUCTION)


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
    name: str, schedule: NoiseSchedule, digits: np.ndarray, arguments: AnalyseSchedules
) -> tuple[pd.DataFrame, ...]:
    """Return one schedule's rows of the tables ks and ks_crossings."""
    settings, threshold = arguments.settings, arguments.settings.threshold
    alpha_bar, steps = schedule.alpha_bar[1:], np.arange(1, schedule.timesteps + 1)
    exact = exact_distance(alpha_bar, *pixel_levels(digits, arguments.pixel_limit))
    none = {"method": "exact", "formula": "correct", "images": 0}
    curves = [pd.DataFrame({"t": steps, "distance": exact, "p_value": np.nan}).assign(**none, pixels=0)]
    crossings = [
        {**none, "pixels": n, "noise_seed": -1, "first_t": first_not_rejected(exact, n, threshold)}
        for n in settings.test_pixels
    ]
    tests = [(images, formula) for images in settings.images for formula in ("correct", "published")]
    with progress(len(tests) * settings.noise_seeds, f"K-S, {name}", unit="test") as bar:
        for images, formula in tests:
            pixels = to_model(digits[:images], arguments.pixel_limit).ravel().astype(np.float64)
            for noise_seed in range(settings.noise_seeds):
                generator = seeds.numpy_generator(arguments.seed, "ks", name, images, noise_seed)
                distance = np.array(
                    [
                        sampled_distance(noised_pixels(pixels, a, generator.standard_normal(len(pixels)), formula))
                        for a in alpha_bar
                    ]
                )
                key = {"method": "sampled", "formula": formula, "images": images, "pixels": len(pixels)}
                if noise_seed == 0:
                    p = p_value(distance, len(pixels))
                    curves.append(pd.DataFrame({"t": steps, "distance": distance, "p_value": p}).assign(**key))
                first = first_not_rejected(distance, len(pixels), threshold)
                crossings.append({**key, "noise_seed": noise_seed, "first_t": first})
                bar.update(1)
    return pd.concat(curves).assign(schedule=name), pd.DataFrame(crossings).assign(schedule=name)


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


if __name__ == "__main__":
    run(main, AnalyseSchedules)
