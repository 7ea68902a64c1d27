import pandas as pd
from matplotlib.figure import Figure

from hotcold.config.base import Inches
from hotcold.figures.curves import fid_by_epoch
from hotcold.figures.style import label, new_figure


def draw(fid: pd.DataFrame, runs: list[str], *, width: Inches = 5.0, height: Inches = 3.2) -> Figure:
    """Figure 6: FID of the Gaussian runs by epoch."""
    figure = new_figure(width, height)
    rows = fid_by_epoch(figure.subplots(), fid, runs)
    last = rows[rows["epoch"] == rows["epoch"].max()].groupby("schedule")["value"].mean()
    figure.suptitle(f"Lowest FID at the end: {label(last.idxmin())}, {last.min():.3g}")
    return figure
