"""Figure 2: When noised digits pass for Gaussian."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import kstwo

from hotcold.figures.parts.style import GREY, colour, curves_by_schedule, label, new_figure, schedule_line
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches

NEEDS = {"tables": ["ks", "ks_crossings"], "claims": ["cosine_looks_gaussian_last"]}
CATEGORY = "Schedules"
CAPTION = (
    "Kolmogorov-Smirnov p-value of z_t's pixels against N(0, 1), by the published formula (top left), and with the "
    "right factor of the noise (top right), of the same image. Thin: the test at every step; thick: its running "
    "median. Bottom: the exact distance, free of sampling; where a test stops rejecting depends on how many pixels it "
    "pools. The report prints 906 for the cosine schedule."
)

COSINE = "cosine"  # the schedule that the report's sentence is about
RUNNING = 0.041  # of T, the width of the running median


def draw(
    ks: pd.DataFrame,
    ks_crossings: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    width: Inches = 7.0,
    height: Inches = 6.2,
) -> Figure:
    """Figure 2: when noised digits pass for Gaussian, as published, with the right factor, and exactly."""
    figure, crossings = new_figure(width, height), ks_crossings
    grid = figure.add_gridspec(2, 2)
    published, correct = (figure.add_subplot(grid[0, k]) for k in (0, 1))
    exact = figure.add_subplot(grid[1, :])
    images, threshold = int(ks.loc[ks["images"] > 0, "images"].min()), float(crossings["threshold"].iloc[0])
    for axes, formula, factor in (
        (published, "published", r"$1-\sqrt{\bar\alpha_t}$"),
        (correct, "correct", r"$\sqrt{1-\bar\alpha_t}$"),
    ):
        _p_values(axes, ks, crossings, formula, images)
        axes.set_title(f"Noise times {factor} ({formula})")
    curves_by_schedule(exact, ks[ks["method"] == "exact"], "t", "distance")
    for pixels in sorted(crossings.loc[crossings["method"] == "exact", "pixels"].unique()):
        critical = kstwo.isf(threshold, pixels)
        exact.axhline(critical, color=GREY, linewidth=0.8, linestyle="--")
        exact.annotate(f"{pixels:,} pixels", (0, critical), fontsize=6, va="bottom", color=GREY)
    exact.set(yscale="log", xlabel="diffusion step t", ylabel="K-S distance D(t) to N(0, 1)")
    exact.set_title(
        f"Exact distance; a test of so many pixels stops rejecting (p > {threshold:g}) below its dashed line"
    )
    exact.legend(loc="lower center", ncols=2)
    entitle(figure, _title(crossings, images), claims.values())
    return figure


def _p_values(axes: Axes, ks: pd.DataFrame, crossings: pd.DataFrame, formula: str, images: int) -> None:
    rows, threshold = ks[(ks["formula"] == formula) & (ks["images"] == images)], crossings["threshold"].iloc[0]
    running = max(1, round(RUNNING * int(ks["t"].max())))
    for schedule, curve in rows.groupby("schedule", sort=False):
        name = str(schedule)
        # A single curve of p-values is mostly noise; its running median shows where it rises.
        axes.plot(curve["t"], curve["p_value"], color=colour(name), linewidth=0.3, alpha=0.25)
        smooth = curve["p_value"].rolling(running, center=True, min_periods=1).median()
        axes.plot(curve["t"], smooth, **schedule_line(name))
        first = _crossing(crossings, name, formula, images)
        if pd.notna(first):
            axes.axvline(first, color=colour(name), linestyle=":", label=f"{label(name)}: t = {first:.0f}")
    axes.axhline(threshold, color=GREY, linewidth=0.8, linestyle="--")
    axes.set(
        xlabel="diffusion step t", ylabel=f"p-value, {images} image{'s' * (images > 1)}; running median", ylim=(0, 1.02)
    )
    if axes.get_legend_handles_labels()[0]:
        axes.legend(
            title=f"first t with p > {threshold:g}, median over noise seeds",
            title_fontsize=6,
            fontsize=6,
            ncols=2,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.22),
        )


def _crossing(crossings: pd.DataFrame, schedule: str, formula: str, images: int) -> float:
    rows = crossings[
        (crossings["schedule"] == schedule) & (crossings["formula"] == formula) & (crossings["images"] == images)
    ]
    return rows["first_t"].astype("Float64").median()


def _title(crossings: pd.DataFrame, images: int) -> str:
    last = crossings.loc[crossings["images"] == images].groupby("schedule")["first_t"].max().dropna()
    latest = COSINE if COSINE in last.index else str(last.idxmax()) if len(last) else ""
    wrong, right = (_crossing(crossings, latest, formula, images) for formula in ("published", "correct"))
    if pd.isna(wrong) or pd.isna(right):
        return "When z_t's pixels pass for Gaussian"
    steps = f"{wrong:.0f} step{'' if wrong == 1 else 's'}"
    return f"{label(latest).capitalize()}: {steps} by the published formula, {right:.0f} by the right one"
