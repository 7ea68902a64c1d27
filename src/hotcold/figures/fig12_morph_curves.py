import pandas as pd
from matplotlib.figure import Figure

from hotcold.config.base import Inches
from hotcold.figures.curves import by_epoch, fid_by_epoch
from hotcold.figures.style import colour, label, new_figure


def draw(
    losses: pd.DataFrame,
    fid: pd.DataFrame,
    runs: list[str],
    *,
    width: Inches = 7.0,
    height: Inches = 2.8,
) -> Figure:
    """Figure 12: losses and FID of the morph runs by epoch."""
    figure = new_figure(width, height)
    left, right = figure.subplots(1, 2)
    raw = losses[losses["run"].isin(runs) & (losses["weights"] == "raw")]
    for (schedule, split), rows in raw.groupby(["schedule", "split"], sort=False):
        mean = rows.groupby("epoch")["loss"].mean()
        style = "-" if split == "train" else "--"
        left.plot(mean.index, mean, style, color=colour(schedule), marker="o", label=f"{label(schedule)}, {split}")
    left.set(yscale="log", ylabel="MSE of x [pixel²]", title="a  Loss")
    left.legend()
    by_epoch(left)
    scores = fid_by_epoch(right, fid, runs)
    right.set_title("b  FID of samples")
    validation = raw[(raw["split"] == "validation") & (raw["epoch"] == raw["epoch"].max())]
    loss = validation.groupby("schedule")["loss"].mean().idxmin()
    score = scores[scores["epoch"] == scores["epoch"].max()].groupby("schedule")["value"].mean().idxmin()
    figure.suptitle(f"Morphing: lowest loss {label(loss)}, lowest FID {label(score)}")
    return figure
