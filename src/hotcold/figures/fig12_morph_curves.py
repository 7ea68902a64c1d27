"""Figure 12: Losses and FID of the morph runs."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.curves import by_epoch, fid_by_epoch
from hotcold.figures.parts.labels import rows_of, run_colours, run_labels, what_all_are
from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches

NEEDS = {"tables": ["losses", "fid"], "runs": [{"degradation": "morph", "network": "unet"}]}
CATEGORY = "Morph"
CAPTION = (
    "Losses (a) and Frechet distance (b) of the morph runs by epoch. The losses are means over the t, and the "
    "pairs of digit and garment, that a run is trained on (training.timestep_beta, training.coupling): those of "
    "runs that differ in them say nothing of each other. Where the config guides the sampler, the distances of "
    "epochs after the one that guides are of guided samples, those before of unguided ones."
)


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
    labels, colours = run_labels(rows_of(raw)), run_colours(rows_of(raw))
    for (run, split), rows in raw.groupby(["run", "split"], sort=False):
        mean = rows.groupby("epoch")["loss"].mean()
        style = "-" if split == "train" else "--"
        name = f"{labels[str(run)]}, {split}"
        left.plot(mean.index, mean, style, color=colours[str(run)], marker="o", label=name)
    left.set(yscale="log", ylabel="MSE of what is predicted", title="a  Loss")
    left.legend()
    by_epoch(left)
    features = fid_by_epoch(right, fid, runs)["features"].iloc[0]
    right.set_title("b  FID of samples")
    shown = fid[fid["run"].isin(runs) & (fid["features"] == features)]
    common = what_all_are(rows_of(raw))
    figure.suptitle(f"{common}: FID at the end {_at_the_end(shown, labels)}".removeprefix(": "))
    return figure


def _at_the_end(fid: pd.DataFrame, labels: dict[str, str]) -> str:
    """Return each run's FID after its last epoch at the largest n, which is surer than the curves' last points."""
    sound = fid[fid["protocol"] == "sound"]
    last = sound[sound["epoch"] == sound.groupby("run")["epoch"].transform("max")]
    last = last[last["n_generated"] == last["n_generated"].max()]
    values = last.groupby("run", sort=False)["value"].mean()
    shown = ", ".join(f"{value:.3g} ({labels[str(run)]})" for run, value in values.items())
    return f"{shown}, n = {last['n_generated'].iloc[0]:,}"
