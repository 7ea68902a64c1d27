"""Figure 3: Losses by epoch."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.curves import curves_by_run, losses_of, seeds_of, weights_of
from hotcold.figures.parts.intervals import listed, summary
from hotcold.figures.parts.labels import rows_of, run_labels
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.scores import last_epochs
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches

NEEDS = {
    "tables": ["losses", "settings"],
    "claims": ["linear_and_cosine_have_larger_losses", "loss_does_not_rank_samples"],
    "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"], ["morph", "cnn"]]}],
    "judged": [{"degradation": "gaussian", "network": "cnn"}],
    "compares": "schedule",
}
CATEGORY = "Gaussian"
CAPTION = (
    "Mean squared error of what is predicted, the noise of Gaussian runs, in training (left) and on validation digits "
    "with the same t and noise at every epoch (right), where it is of the weights that the run is judged by. It is a "
    "mean over all t, so it depends on how many steps a schedule spends where prediction is easy; figure 21 shows it "
    "by t. Bands are 95 % intervals over at least three seeds; two seeds are points."
)


def draw(
    losses: pd.DataFrame,
    settings: pd.DataFrame,
    claims: dict[str, Judged],
    runs: list[str],
    *,
    width: Inches = 7.0,
    height: Inches = 3.2,
) -> Figure:
    """Figure 3: training and validation loss by epoch."""
    figure = new_figure(width, height)
    shown = losses_of(losses, settings, runs)
    axes = figure.subplots(1, 2, sharey=True)
    for axis, split in zip(axes, ("train", "validation"), strict=True):
        curves_by_run(axis, shown[shown["split"] == split], "loss")
        axis.set(yscale="log", title=f"{split}, {seeds_of(shown)}")
    plain_log(axes[0].yaxis)
    axes[0].set_ylabel("MSE of what is predicted")
    axes[1].legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    final = summary(last_epochs(shown[shown["split"] == "validation"]), ["run"], "loss")
    said = listed(final, run_labels(rows_of(shown)))
    seen = f"Validation loss of the {weights_of(shown)} after the last epoch: {said}"
    entitle(figure, seen, claims.values(), caveat(settings, runs, "schedule"))
    return figure
