"""Figure 16: Perturbed garments."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["latents"], "experiments": ["perturbed"]}
CATEGORY = "Latents"
CAPTION = (
    "Morph samples, by Algorithm 1 as published (the garment kept), from garments perturbed by Gaussian noise of "
    "size lambda: at the start alone, where the perturbation passes through Algorithm 1 undamped, and throughout. "
    "The numbers say how many samples the classifier is confident in, and how many are confidently another digit "
    "than without noise (new). A run that is trained on perturbed garments itself (training.input_perturbation) "
    "is less sensitive to them. The classifier can be confident about noise too: it sees only the ten digits."
)

HARMLESS = 0.05  # share of samples


def draw(experiments: list[Arrays], latents: pd.DataFrame, *, side: Side = 4, width: Inches = 7.0) -> Figure:
    """Figure 16: morph samples from perturbed garments, and what the classifier makes of them."""
    columns = max(len(file["values"]) for file in experiments)
    figure = new_figure(width, 0.45 + len(experiments) * (width / columns + 0.55), images=True)
    axes = figure.subplots(len(experiments), columns, squeeze=False)
    for row, file in zip(axes, experiments, strict=True):
        table = latents[latents["experiment"] == file.metadata["experiment"]].set_index("value")
        for axis in row[len(file["values"]) :]:
            axis.set_visible(False)
        for axis, value, images in zip(row, file["values"], file["images"], strict=False):
            measured = table.loc[value]
            show(axis, mosaic(images, side), file.metadata["pixel_limit"], f"λ = {value:g}")
            axis.set_xlabel(
                f"confident {measured['confident_share']:.0%}\nnew {measured['changed_share']:.0%}",
                fontsize=6,
            )
        row[0].set_ylabel(_reach(file))
    figure.suptitle(_title(latents[latents["source"] == "perturbed"]))
    return figure


def _title(measures: pd.DataFrame) -> str:
    worst = measures.groupby("value")["changed_share"].max()
    if worst.isna().all():  # no start without noise to compare with
        return "Samples from perturbed garments"
    harmless = worst.index[(worst <= HARMLESS).cummin()]
    shares = [f"up to {worst.iloc[-1]:.0%} at λ = {worst.index[-1]:g}"]
    if len(harmless):
        shares.insert(0, f"{worst[harmless].max():.0%} up to λ = {harmless[-1]:g}")
    return f"Samples that become another digit (“new”): {', '.join(shares)}"


def _reach(file: Arrays) -> str:
    return "z_T alone" if file.metadata["options"].get("reach", "start") == "start" else "z throughout"
