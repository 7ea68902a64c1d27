"""Curves that several figures draw."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hotcold.figures.parts.labels import rows_of, run_colours, run_labels
from hotcold.figures.parts.style import GREY


def by_epoch(axes: Axes) -> None:
    """Label an axis of epochs: there are no halves."""
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def fid_by_epoch(axes: Axes, fid: pd.DataFrame, runs: list[str]) -> pd.DataFrame:
    """Draw the sound FID by epoch at the n that every checkpoint has, with its floor; return the rows drawn."""
    rows: pd.DataFrame = fid[fid["run"].isin(runs) & (fid["protocol"] == "sound")]
    rows = rows[rows["features"] == rows["features"].iloc[0]]
    rows = rows[rows["n_generated"] == rows["n_generated"].min()]
    curves_by_run(axes, rows, "epoch", "value")
    axes.axhline(rows["floor"].mean(), color=GREY, linestyle="--", label="floor: real against real")
    n, features = int(rows["n_generated"].iloc[0]), rows["features"].iloc[0]
    axes.set(yscale="log", ylabel=f"FID, {features} features, n = {n:,}")
    # Curves fall to the right; just above the floor's line, which lies at the bottom.
    axes.legend(loc="lower left", bbox_to_anchor=(0, 0.08))
    by_epoch(axes)
    return rows


def curves_by_run(axes: Axes, frame: pd.DataFrame, x: str, y: str) -> None:
    """Plot the mean of ``y`` over seeds against ``x`` for each run; a band spans several seeds."""
    labels, colours = run_labels(rows_of(frame)), run_colours(rows_of(frame))
    for run, rows in frame.groupby("run", sort=False):
        by_x = rows.groupby(x)[y]
        mean = by_x.mean()
        axes.plot(mean.index, mean, color=colours[str(run)], label=labels[str(run)], marker="o")
        if by_x.size().max() > 1:
            axes.fill_between(mean.index, by_x.min(), by_x.max(), color=colours[str(run)], alpha=0.2, linewidth=0)
