"""Figure 12: Losses and scores of the morph runs."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.curves import curves_by_run, losses_of, score_by_epoch, seeds_of, weights_of
from hotcold.figures.parts.labels import in_steps, rows_of, what_all_are
from hotcold.figures.parts.points import scores_by_run
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches

NEEDS = {
    "tables": ["losses", "scores", "ruler", "settings"],
    "claims": [
        "morph_cosine_reaches_a_lower_loss",
        "morph_schedules_end_at_a_similar_fid",
        "loss_measures_how_well_a_morph_generates",
    ],
    "runs": [{"degradation": "morph", "network": "unet"}],
    "judged": [{"degradation": "morph", "network": "unet"}],
    "compares": "schedule",
}
CATEGORY = "Morph"
CAPTION = (
    "Losses (a) and scores (b) of the morph runs by epoch, and FID after the last epoch (c), whose labels name the "
    "runs of all three. The losses are means over the t, and the pairs of digit and garment, that a run is trained "
    "on. FID grows as n falls, so it is shown by epoch only where all epochs have the same n; else KID, which does "
    "not depend on n. Dashed grey: real digits that the classifier has not seen, at the same n. Intervals are 95 %: "
    "over images for one seed, over seeds from three on; two seeds are points."
)


def draw(
    losses: pd.DataFrame,
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    settings: pd.DataFrame,
    claims: dict[str, Judged],
    runs: list[str],
    *,
    width: Inches = 7.0,
    height: Inches = 3.4,
) -> Figure:
    """Figure 12: losses and scores of the morph runs by epoch, and their FID at the end."""
    figure = new_figure(width, height)
    left, middle, right = figure.subplots(1, 3, width_ratios=[1.0, 1.0, 0.9])
    shown = losses_of(losses, settings, runs)
    for split, line in (("train", ":"), ("validation", "-")):
        curves_by_run(left, shown[shown["split"] == split], "loss", line=line)
    # The labels of c are the legend.
    left.set(yscale="log", ylabel="MSE of what is predicted")
    left.set_title(f"a  Loss in validation,\n{weights_of(shown)};\ndotted: in training")
    plain_log(left.yaxis)
    real = score_by_epoch(middle, scores, ruler, runs)
    middle.set_ylabel(middle.get_ylabel().replace(", n", ",\nn"))
    middle.set_title(f"b  {seeds_of(scores[scores['run'].isin(runs)])}\n{real}".strip())
    said = scores_by_run(right, scores, ruler, runs)
    right.set_title(f"c  {right.get_title()}")
    common = what_all_are(rows_of(shown))
    seen = f"{common}: FID at the end{in_steps(settings, runs)}: {said}".removeprefix(": ")
    entitle(figure, seen, claims.values(), caveat(settings, runs, "schedule"))
    return figure
