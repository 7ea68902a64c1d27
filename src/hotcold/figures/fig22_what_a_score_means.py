"""Figure 22: What a score means."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.labels import of_runs, rows_of, run_labels
from hotcold.figures.parts.points import point
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.scores import ABOUT, at_the_end, axis_label, draw_floor, floor_of, scores_of
from hotcold.figures.parts.style import GREY, colour, new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches

NEEDS = {"tables": ["scores", "ruler"], "runs": [{}]}
CATEGORY = "Comparison"
CAPTION = (
    "FID of the runs (bold, in their schedule's colour) among that of real digits that were spoilt in known ways "
    "(grey), best first, so that a number can be felt. Dashed: real digits as they are. Intervals are 95 %: over "
    "images for one seed or draw, over seeds from three on."
)

ROW = 0.155  # inches


def draw(scores: pd.DataFrame, ruler: pd.DataFrame, runs: list[str], *, width: Inches = 7.0) -> Figure:
    """Figure 22: the runs' FID beside that of spoilt real digits."""
    of = of_runs(scores, runs)
    ends, each = at_the_end(of, "fid"), scores_of(of, "fid")
    spoilt = ruler[
        (ruler["metric"] == "fid")
        & (ruler["protocol"] == "sound")
        & (ruler["features"] == ends["features"].iloc[0])
        & (ruler["name"] != "real digits")
    ]
    if len(spoilt):  # the n that is nearest to the samples'
        spoilt = spoilt[spoilt["n"] == min(spoilt["n"].unique(), key=lambda n: abs(n - ends["n"].max()))]
    labels = run_labels(rows_of(of))
    of_schedule = {one["run"]: colour(str(one["schedule"])) for one in rows_of(of)}
    rows = pd.concat([ends[[*ABOUT, "value", "low", "high"]], spoilt[["label", "value", "low", "high"]]])
    rows = rows.sort_values("value", ascending=False)
    figure = new_figure(width, ROW * len(rows) + 1.0)
    axes = figure.subplots()
    for y, row in enumerate(rows.to_dict("records")):
        if pd.isna(row["run"]):
            point(axes, row, y, GREY, "|")
        else:
            point(axes, row, y, of_schedule[row["run"]], "o")
    names = [row["label"] if pd.isna(row["run"]) else labels[row["run"]] for row in rows.to_dict("records")]
    axes.set(yticks=range(len(rows)), ylim=(-0.7, len(rows) - 0.3), xlabel=axis_label("FID", ends))
    for text, row in zip(axes.set_yticklabels(names), rows.to_dict("records"), strict=True):
        if not pd.isna(row["run"]):
            text.set(color=of_schedule[row["run"]], fontweight="bold")
    draw_floor(axes, floor_of(ruler, each), upright=True)
    axes.set_xscale("log")
    plain_log(axes.xaxis)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper right")
    entitle(figure, _seen(ends, spoilt, labels))
    return figure


def _seen(ends: pd.DataFrame, spoilt: pd.DataFrame, labels: dict[str, str]) -> str:
    best = ends.sort_values("value").iloc[0]
    said = f"Lowest FID: {labels[best['run']]}, {written(best['value'], best['low'], best['high'])}"
    if spoilt.empty:
        return said
    near = spoilt.iloc[int((spoilt["value"] - best["value"]).abs().argmin())]
    return f"{said}; nearest to it: {near['label']}, {written(near['value'])}"
