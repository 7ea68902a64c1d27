"""Scores as points with intervals."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from hotcold.claims.parts.intervals import FEWEST_SEEDS
from hotcold.figures.parts.intervals import listed
from hotcold.figures.parts.labels import of_runs, rows_of, run_labels, run_styles
from hotcold.figures.parts.scales import scale_scores
from hotcold.figures.parts.scores import (
    at_the_end,
    axis_label,
    draw_floor,
    floor_of,
    floor_words,
    last_epochs,
    scores_of,
)


def scores_by_run(axes: Axes, scores: pd.DataFrame, ruler: pd.DataFrame, runs: list[str]) -> str:
    """Draw FID after the last epoch, a row a run and the lowest at the top; return in words what is seen.

    The axis is titled by what real digits score; its labels are the legend of what stands beside it.
    """
    of = of_runs(scores, runs)
    ends = at_the_end(of, "fid").sort_values("value", ascending=False)
    labels, styles = run_labels(rows_of(of)), run_styles(rows_of(of))
    each = last_epochs(scores_of(of, "fid"))
    for y, row in enumerate(ends.to_dict("records")):
        style = styles[row["run"]]
        point(axes, row, y, style["color"], style["marker"])
        if 1 < row["seeds"] < FEWEST_SEEDS:
            values = each.loc[each["run"] == row["run"], "value"]
            axes.plot(values, [y] * len(values), linestyle="none", marker=".", markersize=3, color=style["color"])
    floor = floor_of(ruler, each)
    draw_floor(axes, floor, upright=True)
    axes.set(
        yticks=range(len(ends)), ylim=(-0.6, len(ends) - 0.4), xlabel=axis_label("FID", ends).replace(", n", ",\nn")
    )
    for text, run in zip(axes.set_yticklabels([labels[run] for run in ends["run"]]), ends["run"], strict=True):
        text.set(color=styles[run]["color"], fontweight="bold")
    axes.set_title(f"After the last epoch\n{floor_words(floor)}".strip())
    scale_scores(axes, ends["value"])
    return listed(ends, labels)


def point(
    axes: Axes, row: Mapping[Hashable, Any], y: float, colour: str, marker: str = "o", name: str | None = None
) -> None:
    """Draw a score along x at height y, with its interval where it has one."""
    axes.hlines(y, row["low"], row["high"], color=colour, linewidth=1.3)
    axes.plot(row["value"], y, linestyle="none", marker=marker, color=colour, label=name)
