"""Figure 17: Means of garments."""

import pandas as pd
from matplotlib.figure import Figure

from hotcold.figures.parts.grids import mosaic, show
from hotcold.figures.parts.style import CLASSES, GREY, new_figure
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["latents"], "experiments": ["mean"]}
CATEGORY = "Latents"
CAPTION = (
    "Morph samples, by Algorithm 1 as published, from means of N garments. The bars are the classifier's verdict; "
    "3 and 8 are marked because the report saw a bias towards them."
)

SUSPECTS = (3, 8)  # the report: "strong bias towards numbers 3 and 8"


def draw(experiments: list[Arrays], latents: pd.DataFrame, *, side: Side = 5, width: Inches = 7.0) -> Figure:
    """Figure 17: morph samples from means of N garments, and their classes."""
    file = experiments[0]
    table = latents[latents["experiment"] == file.metadata["experiment"]].set_index("value")
    columns = len(file["values"])
    figure = new_figure(width, width / columns + 1.9)
    axes = figure.subplots(2, columns, squeeze=False, height_ratios=[width / columns, 1.1])
    for k, (value, images) in enumerate(zip(file["values"], file["images"], strict=True)):
        show(axes[0, k], mosaic(images, side), file.metadata["pixel_limit"], f"mean of N = {value:g}")
        shares = table.loc[value, CLASSES].to_numpy(dtype=float)
        axes[1, k].bar(range(10), shares, color=["0.2" if d in SUSPECTS else "0.7" for d in range(10)])
        axes[1, k].axhline(0.1, color=GREY, linestyle="--", linewidth=0.8)
        axes[1, k].set(xticks=range(10), xlabel="class", ylim=(0, max(0.5, 1.05 * table[CLASSES].to_numpy().max())))
    axes[1, 0].set_ylabel("share of samples")
    first, last = (table.loc[v, [f"class_{d}" for d in SUSPECTS]].sum() for v in file["values"][[0, -1]])
    n = file["values"]
    figure.suptitle(f"3s and 8s: {first:.0%} of the samples at N = {n[0]:g}, {last:.0%} at N = {n[-1]:g} (20% if even)")
    return figure
