"""Figure 1: The noise schedules."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.style import curves_by_schedule, label, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches

NEEDS = {"tables": ["schedules"], "claims": ["clipping_has_little_effect"]}
CATEGORY = "Schedules"
CAPTION = (
    "Share of the signal left (left) and noise added (right, logarithmic) at every diffusion step, recomputed from the "
    "clipped betas. Dashed: a schedule beside the report's four."
)


def draw(schedules: pd.DataFrame, claims: dict[str, Judged], *, width: Inches = 7.0, height: Inches = 2.9) -> Figure:
    """Figure 1: alpha_bar and beta of every schedule."""
    figure = new_figure(width, height)
    left, right = figure.subplots(1, 2)
    curves_by_schedule(left, schedules, "t", "alpha_bar")
    curves_by_schedule(right, schedules.dropna(subset="beta"), "t", "beta")
    left.set(xlabel="diffusion step t", ylabel=r"$\bar\alpha_t$ [share of signal variance]", title="Signal left")
    right.set(xlabel="diffusion step t", ylabel=r"$\beta_t$ [variance added]", title="Noise added at each step")
    right.set_yscale("log")
    plain_log(right.yaxis, powers=True)
    left.legend()
    half = schedules[schedules["alpha_bar"] >= 0.5].groupby("schedule", sort=False)["t"].max()
    said = ", ".join(f"{label(str(schedule))} {t}" for schedule, t in half.items())
    entitle(figure, f"Last step t with half of the signal's variance left: {said}", claims.values())
    return figure
