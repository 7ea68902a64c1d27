"""Figure 1: The noise schedules."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.style import curves_by_schedule, label, new_figure
from hotcold.plugins import Inches

NEEDS = {"tables": ["schedules"]}
CATEGORY = "Schedules"
CAPTION = (
    "Share of the signal left (left) and noise added (right) at every diffusion step. The cosine schedule "
    "destroys the image most evenly; constant and inverse linear have destroyed it after a few hundred steps."
)


def draw(schedules: pd.DataFrame, *, width: Inches = 7.0, height: Inches = 2.6) -> Figure:
    """Figure 1: alpha_bar and beta of every schedule."""
    figure = new_figure(width, height)
    left, right = figure.subplots(1, 2)
    curves_by_schedule(left, schedules, "t", "alpha_bar")
    curves_by_schedule(right, schedules.dropna(subset="beta"), "t", "beta")
    left.set(xlabel="diffusion step t", ylabel=r"$\bar\alpha_t$ [share of signal variance]", title="Signal left")
    right.set(xlabel="diffusion step t", ylabel=r"$\beta_t$ [variance added]", title="Noise added at each step")
    left.legend()
    slowest = label(str(schedules.groupby("schedule")["alpha_bar"].mean().idxmax()))
    figure.suptitle(f"The {slowest} schedule keeps the image longest")
    return figure
