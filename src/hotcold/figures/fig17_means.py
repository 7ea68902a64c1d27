"""Figure 17: Means of garments."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.intervals import of_what
from hotcold.figures.parts.latents import (
    REAL,
    at,
    by_option,
    class_bars,
    ends_of,
    highest_share,
    of_experiment,
    option_values,
    percent,
    real_level,
    sampled_by,
    with_intervals,
)
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["latents"],
    "claims": ["means_give_smeared_digits", "means_are_biased_to_3_and_8"],
    "experiments": ["mean"],
}
CATEGORY = "Latents"
CAPTION = (
    "Samples of the run that latents.run names, by its own sampler or latents.sampler, from "
    "means of N garments. Bars: the class that the classifier "
    "sees; 3 and 8 are marked because the report saw a bias towards them, the dashed line is an even share. Below: how "
    "sharp the samples are (the root mean square of their spatial frequency), and which share of them lies among real "
    "digits (precision), beside real digits. Intervals are of 95 %. Pictures are those of the first seed."
)

SUSPECTS = (3, 8)  # the report: "strong bias towards numbers 3 and 8"


def draw(
    experiments: list[Arrays],
    latents: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    side: Side = 5,
    width: Inches = 7.0,
) -> Figure:
    """Figure 17: morph samples from means of N garments: their classes, how sharp and how real they are."""
    # Whichever experiment they are of: N tells them apart.
    rows = pd.concat([by_option(latents, file, "images") for file in experiments])
    pairs = [pair for file in experiments for pair in zip(option_values(file, "images"), file["images"], strict=True)]
    pictures = dict(sorted(pairs, key=lambda pair: pair[0]))
    levels, limit = list(pictures), experiments[0].metadata["pixel_limit"]
    heights = [width / len(levels), 1.3, 1.5]
    figure = new_figure(width, sum(heights) + 0.9)
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=[sum(heights[:2]), heights[2]])[:, 0]
    axes = upper.subplots(2, len(levels), squeeze=False, height_ratios=heights[:2])
    marked = ["0.2" if digit in SUSPECTS else "0.7" for digit in range(10)]
    for k, (level, images) in enumerate(pictures.items()):
        show(axes[0, k], mosaic(images, side), limit, f"mean of N = {level:g}")
        class_bars(axes[1, k], rows, level, marked)
        axes[1, k].set_ylim(0, highest_share([rows]))
    axes[1, 0].set_ylabel("share of samples")
    for axis, metric, name in zip(
        lower.subplots(1, 2), ("sharpness", "precision"), ("sharpness, rad/pixel", "precision"), strict=True
    ):
        with_intervals(axis, range(len(levels)), [at(rows, metric, level) for level in levels], color="black")
        real_level(axis, of_experiment(latents, REAL), metric)
        axis.set_xticks(range(len(levels)), [f"{level:g}" for level in levels])
        axis.set(xlabel="N", ylabel=name)
        axis.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0))
    how = f"Sampled {sampled_by(experiments)}; {of_what(int(rows['seeds'].max()))}."
    entitle(figure, _seen(rows, levels), claims.values(), beside=how)
    return figure


def _seen(rows: pd.DataFrame, levels: list[float]) -> str:
    """Say the shares of the suspects, and the sharpness, at the first and the last N."""
    ends = ends_of(levels)
    said = [f"{digit}s " + " and ".join(percent(at(rows, f"class_{digit}", n)) for n in ends) for digit in SUSPECTS]
    sharp = " and ".join(written(*at(rows, "sharpness", n)[["value", "low", "high"]]) for n in ends)
    at_ends = " and ".join(f"{n:g}" for n in ends)
    return f"At N = {at_ends}: {', '.join(said)} (10 % each if even); sharpness {sharp}"
