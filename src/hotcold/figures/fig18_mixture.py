"""Figure 18: The mixture and other sources."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.intervals import of_what, written
from hotcold.figures.parts.latents import REAL, at, class_bars, highest_share, of_experiment
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["latents"],
    "claims": ["a_mixture_remedies_variety", "as_many_samples_as_start_images"],
    "experiments": ["garments", "mixture", "others"],
}
CATEGORY = "Latents"
CAPTION = (
    "The report's future work: latents drawn from a Gaussian mixture fitted to training garments, beside real garments "
    "that training did not see. Recall is the share of real digits that lie among the samples, precision the share of "
    "samples that lie among real digits; both depend on how many samples there are, so real digits of the same number "
    "stand beside them. Intervals are of 95 %. Pictures are those of the first seed."
)


def draw(
    experiments: list[Arrays],
    latents: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    side: Side = 5,
    width: Inches = 7.0,
) -> Figure:
    """Future work: latents from a Gaussian mixture fitted to garments, beside real garments."""
    names = [file.metadata["experiment"] for file in experiments]
    measured = {name: of_experiment(latents, name) for name in names}
    figure = new_figure(width, len(experiments) * width / 3 + 0.9)
    axes = figure.subplots(len(experiments), 3, squeeze=False)
    for row, file, name in zip(axes, experiments, names, strict=True):
        limit, level = file.metadata["pixel_limit"], float(file["values"][0])
        show(row[0], mosaic(file["z_T"][0], side), limit, "start z_T")
        show(row[1], mosaic(file["images"][0], side), limit, "sample")
        row[0].set_ylabel(name, fontweight="bold")
        class_bars(row[2], measured[name], level, ["0.6"] * 10)
        row[2].set(ylabel="share of samples", ylim=(0, highest_share(list(measured.values()))))
    levels = [float(file["values"][0]) for file in experiments]
    said = [_words(name, measured[name], level) for name, level in zip(names, levels, strict=True)]
    real = of_experiment(latents, REAL)
    seeds = of_what(int(real["seeds"].max()), True)
    entitle(figure, "\n".join([*said, f"{_words(REAL, real)} ({seeds})"]), claims.values())
    return figure


def _words(name: str, rows: pd.DataFrame, level: float = float("nan")) -> str:
    """Say how varied and how real samples are."""
    found = {
        metric: written(*at(rows, metric, level)[["value", "low", "high"]]) for metric in ("recall", "precision", "fid")
    }
    return f"{name}: recall {found['recall']}, precision {found['precision']}, FID {found['fid']}"
