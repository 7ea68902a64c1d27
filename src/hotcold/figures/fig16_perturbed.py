"""Figure 16: Perturbed garments."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.intervals import of_what
from hotcold.figures.parts.latents import REAL, at, of_experiment, percent, real_level, with_intervals
from hotcold.figures.parts.style import colours, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["latents"], "claims": ["small_lambda_changes_nothing"], "experiments": ["perturbed"]}
CATEGORY = "Latents"
CAPTION = (
    "Morph samples, by Algorithm 1 as published (the garment kept), from garments perturbed by Gaussian noise of "
    "size lambda: at the start alone, where the perturbation passes through Algorithm 1 undamped, and throughout. "
    "Below, with 95 % intervals: the share of samples that the classifier takes for another digit than the sample of "
    "the same garment without noise, and the share that lies within the manifold of real digits: as near to one of "
    "them, in feature space, as 95 % of real digits are to another. A sample that is no digit has a class too, so the "
    "first says little where the second is low. A run that is trained on perturbed garments itself "
    "(training.input_perturbation) is less sensitive to them. Pictures are those of the first seed."
)

CHANGED, WITHIN = "class_changed", "manifold_share"
SHIFT = 0.1  # of one curve from the last


def draw(
    experiments: list[Arrays],
    latents: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    side: Side = 4,
    width: Inches = 7.0,
) -> Figure:
    """Figure 16: morph samples from perturbed garments, whether their class changes, and whether they are digits."""
    names = [file.metadata["experiment"] for file in experiments]
    measured = {name: of_experiment(latents, name) for name in names}
    columns = max(len(file["values"]) for file in experiments)
    heights = [len(experiments) * (width / columns + 0.3), 1.9]
    figure = new_figure(width, sum(heights) + 0.6)
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=heights)[:, 0]
    grid = upper.subplots(len(experiments), columns, squeeze=False)
    for row, file in zip(grid, experiments, strict=True):
        for axis in row[len(file["values"]) :]:
            axis.set_visible(False)
        for axis, value, images in zip(row, file["values"], file["images"], strict=False):
            show(axis, mosaic(images, side), file.metadata["pixel_limit"], f"λ = {value:g}")
        row[0].set_ylabel(_reach(file))
    left, right = lower.subplots(1, 2)
    colour = colours(names)
    for k, (file, name) in enumerate(zip(experiments, names, strict=True)):
        for axis, metric in ((left, CHANGED), (right, WITHIN)):
            _curve(axis, measured[name], metric, SHIFT * k, color=colour[name], label=_reach(file))
            axis.set_ylim(bottom=0)
    real_level(right, of_experiment(latents, REAL), WITHIN)
    left.set(ylabel="share of another class", xlabel="λ")
    right.set(ylabel="share within the manifold", xlabel="λ")
    right.legend()
    entitle(figure, _seen(experiments, measured), claims.values())
    return figure


def _curve(axes: Axes, rows: pd.DataFrame, metric: str, shift: float, **options: str) -> None:
    """Draw a metric at each λ, side by side: they cover decades, and zero; ``shift`` keeps intervals apart."""
    found = rows[rows["metric"] == metric].sort_values("level")
    if not found.empty:
        x = [k + shift for k in range(len(found))]
        with_intervals(axes, x, [row for _, row in found.iterrows()], **options)
        axes.set_xticks(range(len(found)), [f"{level:g}" for level in found["level"]])


def _seen(experiments: list[Arrays], measured: dict[str, pd.DataFrame]) -> str:
    """Say how many samples lie within the manifold at the first and the last λ."""
    said = []
    for file in experiments:
        rows = measured[file.metadata["experiment"]]
        ends = [(level, at(rows, WITHIN, level)) for level in file["values"][[0, -1]]]
        said.append(f"{_reach(file)} " + ", ".join(f"{percent(row)} at λ = {level:g}" for level, row in ends))
    seeds = int(next(iter(measured.values()))["seeds"].max())
    return f"Within the manifold of real digits ({of_what(seeds, True)}): {'; '.join(said)}"


def _reach(file: Arrays) -> str:
    return "z_T alone" if file.metadata["options"].get("reach", "start") == "start" else "z throughout"
