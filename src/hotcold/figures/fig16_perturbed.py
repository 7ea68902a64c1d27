import pandas as pd
from matplotlib.figure import Figure

from hotcold.artifacts import Arrays
from hotcold.config.base import Inches, Side
from hotcold.figures.grids import mosaic, show
from hotcold.figures.style import new_figure

HARMLESS = 0.05  # share of samples


def draw(latents: list[Arrays], measures: pd.DataFrame, *, side: Side = 4, width: Inches = 7.0) -> Figure:
    """Figure 16: morph samples from perturbed garments, and what the classifier makes of them."""
    columns = max(len(file["values"]) for file in latents)
    figure = new_figure(width, 0.45 + len(latents) * (width / columns + 0.55), images=True)
    axes = figure.subplots(len(latents), columns, squeeze=False)
    for row, file in zip(axes, latents, strict=True):
        table = measures[measures["experiment"] == file.metadata["experiment"]].set_index("value")
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
    figure.suptitle(_title(measures[measures["source"] == "perturbed"]))
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
