"""Figure 28: Hot beside cold at equal information left."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.curves import seeds_of
from hotcold.figures.parts.labels import of_runs, rows_of, run_labels
from hotcold.figures.parts.latents import percent
from hotcold.figures.parts.methods import METRICS, by_own_sampler, restored
from hotcold.figures.parts.style import GREY, colours, new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches

NEEDS = {"tables": ["restoration"], "runs": [{}], "only_named": True}
CATEGORY = "Cold family"
CAPTION = (
    "What is left of a digit at step t is told by the classifier on the degraded image: the share that it takes for "
    "the digit's own class. So steps of all degradations stand on one axis, from nothing at the right to all at the "
    "left. The classifier was trained on clean digits; it may fail on an image from which a network restores more. "
    "Upwards: digits restored by each run's own sampler. 95 % intervals."
)
SHOWN = ("class_recovered", "rmse", "fid")


def draw(restoration: pd.DataFrame, runs: list[str], *, width: Inches = 7.0) -> Figure:
    """Figure 28: how well digits are restored by what is left of them, a line a run."""
    of = of_runs(restoration, runs)
    rows, names = restored(of), run_labels(rows_of(of))
    colour = colours(names)
    figure = new_figure(width, 3.1)
    axes = figure.subplots(1, len(SHOWN), sharex=True)
    degraded = rows[(rows["method"] == "degraded") & (rows["metric"] == "class_recovered")]
    left = degraded.set_index(["run", "t"])["value"]
    by_steps = by_own_sampler(rows)
    for axis, metric in zip(axes, SHOWN, strict=True):
        for run, found in by_steps[by_steps["metric"] == metric].groupby("run", sort=False):
            x, given = [left[run, t] for t in found["t"]], colour[str(run)]
            axis.plot(x, found["value"], color=given, marker="o", markersize=3, label=names[str(run)])
            axis.vlines(x, found["low"], found["high"], color=given, linewidth=1)
        axis.set_ylabel(METRICS[metric].format(n=f"{rows['n'].max():,}"))
        axis.set_ylim(bottom=0)
    axes[0].plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=0.8, label="not restored")
    axes[0].set_xlim(1.02, -0.02)
    axes[1].set_xlabel("class recovered from the degraded digit")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=7)
    entitle(figure, f"{_seen(by_steps, left, names)}\n{seeds_of(restoration)}")
    return figure


def _seen(by_steps: pd.DataFrame, left: "pd.Series[Any]", names: Mapping[str, str]) -> str:
    """Say whose digits are restored best, and whose worst, from the step that leaves nearest to half of the classes."""
    of = by_steps[by_steps["metric"] == "class_recovered"].copy()
    of["left"] = [left[run, t] for run, t in zip(of["run"], of["t"], strict=True)]
    near = of.loc[(of["left"] - 0.5).abs().groupby(of["run"]).idxmin()].sort_values("value", ascending=False)
    rows = [row for _, row in near.iterrows()]
    said = [f"{names[row['run']]} {percent(row)} (from {row['left']:.0%})" for row in rows]
    some = said if len(said) < 3 else [f"{said[0]} (most) to {said[-1]} (fewest)"]
    return f"Classes restored from the step that leaves nearest to half of them: {', '.join(some)}"
