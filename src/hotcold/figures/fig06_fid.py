"""Figure 6: FID by epoch."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.curves import fid_by_epoch
from hotcold.figures.parts.labels import rows_of, run_labels
from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches

NEEDS = {"tables": ["fid"], "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"]]}]}
CATEGORY = "Gaussian"
CAPTION = (
    "Frechet distance between samples and held-out digits by epoch, at the same number of samples for every "
    "epoch. The dashed floor is that of real digits against real digits at the same number."
)


def draw(fid: pd.DataFrame, runs: list[str], *, width: Inches = 5.0, height: Inches = 3.2) -> Figure:
    """Figure 6: FID by epoch."""
    figure = new_figure(width, height)
    rows = fid_by_epoch(figure.subplots(), fid, runs)
    last = rows[rows["epoch"] == rows.groupby("run")["epoch"].transform("max")].groupby("run")["value"].mean()
    lowest = run_labels(rows_of(rows))[str(last.idxmin())]
    figure.suptitle(f"Lowest FID at the end: {lowest}, {last.min():.3g}")
    return figure
