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
    features = fid_by_epoch(right, fid, runs)["features"].iloc[0]
    right.set_title("b  FID of samples")
    shown = fid[fid["run"].isin(runs) & (fid["features"] == features)]
    figure.suptitle(f"Morphing: FID at the end {_at_the_end(shown)}")
    return figure


def _at_the_end(fid: pd.DataFrame) -> str:
    """Return each schedule's FID after its last epoch at the largest n, which is surer than the curves' last points."""
    sound = fid[(fid["protocol"] == "sound") & (fid["n_generated"] == fid["n_generated"].max())]
    last = sound[sound["epoch"] == sound.groupby("run")["epoch"].transform("max")]
    values = last.groupby("schedule", sort=False)["value"].mean()
    shown = ", ".join(f"{value:.3g} ({label(schedule)})" for schedule, value in values.items())
    return f"{shown}, n = {last['n_generated'].iloc[0]:,}"
