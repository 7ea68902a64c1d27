"""Figure 6: Scores by epoch, and FID at the end."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.curves import score_by_epoch, seeds_of
from hotcold.figures.parts.labels import in_steps
from hotcold.figures.parts.points import scores_by_run
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches

NEEDS = {
    "tables": ["scores", "ruler", "settings"],
    "claims": ["cosine_has_the_lowest_fid", "gain_of_cosine_is_marginal"],
    "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"], ["morph", "cnn"]]}],
    "judged": [{"degradation": "gaussian", "network": "cnn"}],
    "compares": "schedule",
}
CATEGORY = "Gaussian"
CAPTION = (
    "Left: samples scored by epoch. FID grows as n falls, so it is shown only where all epochs have the same n; else "
    "KID, which does not depend on n. Right: FID after the last epoch. Dashed: real digits that the classifier has "
    "not seen, at the same n. Intervals are 95 %: over images for one seed, over seeds from three on; two seeds are "
    "points."
)


def draw(
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    settings: pd.DataFrame,
    claims: dict[str, Judged],
    runs: list[str],
    *,
    width: Inches = 7.0,
    height: Inches = 3.4,
) -> Figure:
    """Figure 6: scores by epoch, and FID at the end."""
    figure = new_figure(width, height)
    left, right = figure.subplots(1, 2, width_ratios=[1.3, 1])
    real = score_by_epoch(left, scores, ruler, runs)
    left.set_title(f"By epoch; {seeds_of(scores[scores['run'].isin(runs)])}\n{real}".strip())
    said = scores_by_run(right, scores, ruler, runs)
    entitle(
        figure, f"FID at the end{in_steps(settings, runs)}: {said}", claims.values(), caveat(settings, runs, "schedule")
    )
    return figure
