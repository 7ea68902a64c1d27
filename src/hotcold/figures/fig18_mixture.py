"""Figure 18: The mixture and other sources."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.style import CLASSES, GREY, new_figure
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["latents"], "experiments": ["garments", "mixture", "others"]}
CATEGORY = "Latents"
CAPTION = (
    "The report's future work: latents drawn from a Gaussian mixture fitted to training garments, beside real "
    "held-out garments."
)


def draw(experiments: list[Arrays], latents: pd.DataFrame, *, side: Side = 5, width: Inches = 7.0) -> Figure:
    """Future work: latents from a Gaussian mixture fitted to garments, beside real garments."""
    figure = new_figure(width, len(experiments) * width / 3 + 0.5)
    axes = figure.subplots(len(experiments), 3, squeeze=False)
    shown = latents[latents["experiment"].isin([file.metadata["experiment"] for file in experiments])]
    measured, highest = [], shown[CLASSES].to_numpy().max()
    for row, file in zip(axes, experiments, strict=True):
        name, limit = file.metadata["experiment"], file.metadata["pixel_limit"]
        table = latents[latents["experiment"] == name].iloc[0]
        measured.append(f"{name}: diversity {table['diversity']:.2f}, confident {table['confident_share']:.0%}")
        show(row[0], mosaic(file["z_T"][0], side), limit, "start z_T")
        show(row[1], mosaic(file["images"][0], side), limit, "sample")
        row[0].set_ylabel(name, fontweight="bold")
        row[2].bar(range(10), table[CLASSES], color="0.6")
        row[2].axhline(0.1, color=GREY, linestyle="--", linewidth=0.8)
        row[2].set(xticks=range(10), xlabel="class", ylabel="share of samples", ylim=(0, max(0.5, 1.05 * highest)))
    figure.suptitle("; ".join(measured))
    return figure
