import pandas as pd
from matplotlib.figure import Figure

from hotcold.config.base import Inches
from hotcold.figures.curves import by_epoch
from hotcold.figures.style import curves_by_schedule, label, new_figure


def draw(losses: pd.DataFrame, runs: list[str], *, width: Inches = 7.0, height: Inches = 2.6) -> Figure:
    """Figure 3: training and validation loss of the Gaussian runs, by epoch."""
    figure = new_figure(width, height)
    raw = losses[losses["run"].isin(runs) & (losses["weights"] == "raw")]
    axes = figure.subplots(1, 2, sharey=True)
    for axis, split in zip(axes, ("train", "validation"), strict=True):
        curves_by_schedule(axis, raw[raw["split"] == split], "epoch", "loss", marker="o")
        axis.set(yscale="log", ylabel="MSE of eps", title=split)
        by_epoch(axis)
    axes[0].legend()
    final = raw[(raw["split"] == "validation") & (raw["epoch"] == raw["epoch"].max())]
    lowest = final.groupby("schedule")["loss"].mean().idxmin()
    figure.suptitle(f"Lowest loss: {label(lowest)}; losses of different schedules do not rank their samples")
    return figure
