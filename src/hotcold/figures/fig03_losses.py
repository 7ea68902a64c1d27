"""Figure 3: Losses by epoch."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.curves import by_epoch, curves_by_run
from hotcold.figures.parts.labels import rows_of, run_labels
from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches

NEEDS = {"tables": ["losses"], "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"]]}]}
CATEGORY = "Gaussian"
CAPTION = (
    "Mean squared error of what is predicted, the noise of Gaussian runs, in training (left) and on held-out digits "
    "with the same t and noise at every epoch (right). Schedules that spend more steps at high noise have lower "
    "losses without giving better samples."
)


def draw(losses: pd.DataFrame, runs: list[str], *, width: Inches = 7.0, height: Inches = 2.6) -> Figure:
    """Figure 3: training and validation loss by epoch."""
    figure = new_figure(width, height)
    raw = losses[losses["run"].isin(runs) & (losses["weights"] == "raw")]
    axes = figure.subplots(1, 2, sharey=True)
    for axis, split in zip(axes, ("train", "validation"), strict=True):
        curves_by_run(axis, raw[raw["split"] == split], "epoch", "loss")
        axis.set(yscale="log", ylabel="MSE of what is predicted", title=split)
        by_epoch(axis)
    axes[0].legend()
    last = raw["epoch"] == raw.groupby("run")["epoch"].transform("max")
    final = raw[(raw["split"] == "validation") & last]
    lowest = str(final.groupby("run")["loss"].mean().idxmin())
    figure.suptitle(f"Lowest validation loss at the end: {run_labels(rows_of(raw))[lowest]}")
    return figure
