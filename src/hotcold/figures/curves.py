"""Curves that several figures draw."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hotcold.figures.style import GREY, curves_by_schedule


def by_epoch(axes: Axes) -> None:
    """Label an axis of epochs: there are no halves."""
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def fid_by_epoch(axes: Axes, fid: pd.DataFrame, runs: list[str]) -> pd.DataFrame:
    """Draw the sound FID by epoch at the n that every checkpoint has, with its floor; return the rows drawn."""
    rows = fid[fid["run"].isin(runs) & (fid["protocol"] == "sound")]
    rows = rows[rows["features"] == rows["features"].iloc[0]]
    rows = rows[rows["n_generated"] == rows["n_generated"].min()]
    curves_by_schedule(axes, rows, "epoch", "value", marker="o")
    axes.axhline(rows["floor"].mean(), color=GREY, linestyle="--", label="floor: real against real")
    n, features = int(rows["n_generated"].iloc[0]), rows["features"].iloc[0]
    axes.set(yscale="log", ylabel=f"FID, {features} features, n = {n:,}")
    # Curves fall to the right; just above the floor's line, which lies at the bottom.
    axes.legend(loc="lower left", bbox_to_anchor=(0, 0.08))
    by_epoch(axes)
    return rows
