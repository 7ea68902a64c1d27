"""Figure 20: What few sampling steps leave undone, however good the network."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from hotcold.figures.parts.style import GREY, colour, label, new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches

NEEDS = {"tables": ["discretisation"]}
CATEGORY = "Schedules"
CAPTION = (
    "What a number of sampling steps leaves undone with a perfect denoiser: squared Frechet distance between samples "
    "and digits, where digits, and the garments that morphs end in, are Gaussian with the means and covariances of the "
    "training images. Computed exactly, without a network, without sampling and without clipping. Solid: the ends are "
    "white noise; dashed: garments. A difference between schedules that is no larger than this says nothing of how "
    "well they are learnt."
)

COLUMNS = 3
APART = 1.9  # times as large is a number whose label does not touch
STEPS = 50  # which the title tells of, or the nearest
SIZES = (5.0, 2.5)  # points, of the first and the last schedule's markers: the later, the smaller, so that none hides
ENDS: Mapping[str, tuple[Literal["-", "--"], str]] = {"gaussian": ("-", "noise"), "morph": ("--", "garments")}


def draw(discretisation: pd.DataFrame, *, width: Inches = 7.0, height: Inches = 4.8) -> Figure:
    """Figure 20: distance by steps, a panel a sampler."""
    rows = discretisation.dropna(subset="distance")
    samplers = list(rows["sampler"].unique())
    figure = new_figure(width, height)
    down = max(math.ceil(len(samplers) / COLUMNS), 1)
    grid = figure.subplots(down, COLUMNS, sharex=True, sharey=True, squeeze=False)
    # What a sampler that diverges reaches would press all other curves together.
    top = 3 * rows["distance"][rows["steps"] == rows["steps"].min()].max()
    for axes, sampler in zip(grid.flat, samplers, strict=False):
        _panel(axes, rows[rows["sampler"] == sampler], str(sampler), top)
    if samplers:
        grid[0, 0].set_ylim(rows["distance"].min() / 2, top)
    for axes in grid.flat[len(samplers) :]:
        axes.axis("off")
    for axes in grid[:, 0]:
        axes.set_ylabel("distance, pixel unit²")
    lines = [Line2D([], [], color=colour(name), marker="o", label=label(name)) for name in rows["schedule"].unique()]
    ends = [ENDS[degradation] for degradation in rows["degradation"].unique()]
    lines += [Line2D([], [], color=GREY, linestyle=line, label=f"ends in {end}") for line, end in ends]
    figure.legend(handles=lines, loc="outside lower center", ncols=max(len(lines), 1))
    entitle(figure, _title(rows))
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, sampler: str, top: float) -> None:
    schedules = list(rows["schedule"].unique())
    sizes = dict(zip(schedules, np.linspace(*SIZES, len(schedules)), strict=True))
    for (degradation, schedule), curve in rows.groupby(["degradation", "schedule"], sort=False):
        curve, (line, _) = curve.sort_values("steps"), ENDS[str(degradation)]
        size = sizes[schedule]
        drawn = {"color": colour(str(schedule)), "linestyle": line, "linewidth": size / 2, "markersize": size}
        axes.plot(curve["steps"], curve["distance"], marker="o", **drawn)
    axes.set(xscale="log", yscale="log", title=label(sampler), xlabel="sampling steps")
    if (highest := rows["distance"].max()) > top:
        axes.text(0.97, 0.8, f"up to {highest:,.0f}", transform=axes.transAxes, ha="right", color=GREY)
    steps = sorted(rows["steps"].unique())
    axes.set_xticks(steps, _apart(steps))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(labelbottom=True)


def _apart(steps: Sequence[int]) -> list[str]:
    """Return the labels of numbers in order, none for one whose label would touch that of the next."""
    labels: list[str] = []
    following = math.inf
    for number in reversed(steps):
        fits = following / number >= APART
        labels.append(f"{number:,}" if fits else "")
        following = number if fits else following
    return labels[::-1]


def _title(rows: pd.DataFrame) -> str:
    """Say how much of the variance the first sampler reaches in the steps told of, under every schedule."""
    if rows.empty:
        return "No sampler of this study is linear: nothing can be computed"
    first = rows.iloc[0]
    same = (rows["degradation"] == first["degradation"]) & (rows["sampler"] == first["sampler"])
    steps = min(rows.loc[same, "steps"], key=lambda number: abs(math.log(number / STEPS)))
    there = rows[same & (rows["steps"] == steps)].sort_values("distance")
    reached = ", ".join(f"{label(row.schedule)} {row.variance_left:.0%}" for row in there.itertuples())
    how = f"from {ENDS[first['degradation']][1]} in {steps:,} step{'' if steps == 1 else 's'}"
    return (
        f"Share of the digits' variance in samples of a perfect denoiser, {how}\n"
        f"of {label(first['sampler'])}: {reached}"
    )
