"""Figure 18: The mixture and other sources."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.intervals import of_what
from hotcold.figures.parts.latents import REAL, at, class_bars, highest_share, of_experiment, sampled_by
from hotcold.figures.parts.style import label, new_figure
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
    shown = [(file, k, level) for file in experiments for k, level in enumerate(file["values"].tolist())]
    tables = [of_experiment(latents, file.metadata["experiment"]) for file, *_ in shown]
    figure = new_figure(width, len(shown) * width / 3 + 0.9)
    said = []
    for row, (file, k, level), rows in zip(figure.subplots(len(shown), 3, squeeze=False), shown, tables, strict=True):
        name, option = file.metadata["experiment"], file.metadata["option"]
        name += f", {label(option)} = {level:g}" if option else ""
        said.append(_words(name, rows, level))
        show(row[0], mosaic(file["z_T"][k], side), file.metadata["pixel_limit"], "start z_T")
        show(row[1], mosaic(file["images"][k], side), file.metadata["pixel_limit"], "sample")
        row[0].set_ylabel(name.replace(", ", "\n"), fontweight="bold")
        class_bars(row[2], rows, level, ["0.6"] * 10)
        row[2].set(ylabel="share of samples", ylim=(0, highest_share(tables)))
    real = of_experiment(latents, REAL)
    n, seeds = experiments[0]["images"].shape[1], of_what(int(real["seeds"].max()))
    how = f"Sampled {sampled_by(experiments)}; {n:,} images each; {seeds}."
    entitle(figure, "\n".join([*said, _words(REAL, real)]), claims.values(), beside=how)
    return figure


def _words(name: str, rows: pd.DataFrame, level: float = float("nan")) -> str:
    """Say how varied and how real samples are."""
    found = {
        metric: written(*at(rows, metric, level)[["value", "low", "high"]]) for metric in ("recall", "precision", "fid")
    }
    return f"{name}: recall {found['recall']}, precision {found['precision']}, FID {found['fid']}"
