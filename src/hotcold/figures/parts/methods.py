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


def restored(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each run, method, measure and t, over seeds."""
    return summary(rows, ["run", "method", "metric", "t", "n"])


def method_of(sampler: str) -> str:
    """Return a method in words, e.g. ``Algorithm 1, fixed z`` of ``cold, reading = fixed_z``."""
    function, _, options = sampler.partition(", ")
    words = [WORDS.get(function, label(function)), *(label(one.split(" = ")[-1]) for one in options.split(", ") if one)]
    return ", ".join(words)
