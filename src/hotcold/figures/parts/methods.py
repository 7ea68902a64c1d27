"""Restorations of several runs side by side: what the methods are called, and which measures are shown."""

import pandas as pd

from hotcold.figures.parts.intervals import summary
from hotcold.figures.parts.style import label

METRICS = {
    "rmse": "RMSE / pixel range",
    "ssim": "SSIM",
    "class_recovered": "class recovered",
    "fid": "FID, n = {n}",
}
WORDS = {"cold": "Algorithm 1", "direct": "at once", "degraded": "not restored"}


def by_own_sampler(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each run's own sampler: of those that restore step by step, the first in its table."""
    by_steps = rows[~rows["method"].isin(["degraded", "direct"])]
    return by_steps[by_steps["method"] == by_steps.groupby("run")["method"].transform("first")]


def restored(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each run, method, measure and t, over seeds."""
    return summary(rows, ["run", "method", "metric", "t", "n"])


def method_of(sampler: str) -> str:
    """Return a method in words, e.g. ``Algorithm 1, inferred z``; fixed z, which is usual, is left out."""
    function, _, options = sampler.partition(", ")
    words = [label(one.split(" = ")[-1]) for one in options.split(", ") if one not in ("", "reading = fixed_z")]
    return ", ".join([WORDS.get(function, label(function)), *words])
