"""Figure 10: The UNet as built."""

import itertools
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches

NEEDS = {"tables": ["architecture"]}
CATEGORY = "Morph"
CAPTION = "The UNet as it is built; shapes, parameters and multiply-adds are read from the module."

BOX_WIDTH, BOX_HEIGHT = 1.75, 0.62
_FILL = {
    "ConvNeXtBlock": "#cfe2f3",
    "MaxPool2d": "#f9d9c7",
    "ConvTranspose2d": "#d5ecd4",
    "Conv2d": "#eeeeee",
}
_SHORT = {
    "ConvNeXtBlock": "ConvNeXt",
    "MaxPool2d": "pool",
    "ConvTranspose2d": "up",
    "Conv2d": "conv 1×1",
}


def draw(architecture: pd.DataFrame, *, width: Inches = 7.0, height: Inches = 4.4) -> Figure:
    """Figure 10: the UNet as built; every shape and number comes from the module itself."""
    figure = new_figure(width, height)
    axes = figure.subplots()
    axes.axis("off")
    rows = architecture.sort_values("order")
    down = rows[rows["name"].str.startswith("down")]
    level = {_side(shape): k for k, shape in enumerate(down["out_shape"])}
    level[_side(rows.loc[rows["name"] == "middle", "out_shape"].iloc[0])] = len(level)
    places: dict[int, tuple[float, float]] = {}
    for row in rows.to_dict("records"):
        depth = level[_side(row["out_shape"])]
        rising = row["order"] > rows.loc[rows["name"] == "middle", "order"].iloc[0]
        x = 1.9 * depth
        if row["name"] == "middle":
            x = 5.7
        elif rising:
            x = 11.4 - 1.9 * depth + (2.0 if row["kind"] == "Conv2d" else 0.0)
        y = -1.75 * depth + {"MaxPool2d": 0.85, "ConvTranspose2d": -0.85}.get(row["kind"], 0.0)
        if row["kind"] == "MaxPool2d" and depth == len(level) - 1:
            x = 4.7
        places[row["order"]] = (x, y)
        _box(axes, x, y, row)
    order = list(rows["order"])
    for a, b in itertools.pairwise(order):
        _arrow(axes, places[a], places[b])
    ups = rows[rows["name"].str.startswith("up") & (rows["kind"] == "ConvNeXtBlock")]
    for skip, block in zip(down["order"], reversed(list(ups["order"])), strict=True):
        (x0, y), (x1, _) = places[skip], places[block]
        axes.annotate(
            "",
            (x1 - BOX_WIDTH / 2, y),
            (x0 + BOX_WIDTH / 2, y),
            arrowprops={"arrowstyle": "->", "linestyle": "--", "color": "0.5"},
        )
        axes.text((x0 + x1) / 2, y + 0.1, "skip, concatenated", ha="center", fontsize=6, color="0.4")
    told = rows.loc[rows["kind"] == "ConvNeXtBlock", "takes_time"]
    blocks = "every ConvNeXt block" if told.all() else f"{told.sum()} of {len(told)} ConvNeXt blocks"
    axes.text(-0.75, 0.62, f"z_t 1×28×28, and t/T into {blocks}", fontsize=7)
    axes.set_xlim(-1, 14.5)
    axes.set_ylim(-1.75 * (len(level) - 1) - 0.6, 1.0)
    parameters, adds = rows["parameters"].sum(), rows["multiply_adds"].sum()
    axes.set_title(f"The UNet as built: {parameters / 1e6:.2f} M parameters, {adds / 1e6:.0f} M multiply-adds an image")
    return figure


def _side(shape: str) -> int:
    return int(shape.split("×")[-1])


def _box(axes: Axes, x: float, y: float, row: Mapping[Hashable, Any]) -> None:
    kind, shape, parameters = row["kind"], row["out_shape"], row["parameters"]
    thin = kind in ("MaxPool2d", "ConvTranspose2d")
    height = 0.4 if thin else BOX_HEIGHT
    axes.add_patch(
        FancyBboxPatch(
            (x - BOX_WIDTH / 2, y - height / 2),
            BOX_WIDTH,
            height,
            boxstyle="round,pad=0.02",
            fc=_FILL[kind],
            ec="0.4",
            lw=0.7,
        )
    )
    weights = f"\n{parameters:,} weights" if parameters else ""
    text = f"{_SHORT[kind]} {shape}" if thin else f"{_SHORT[kind]}\n{shape}{weights}"
    axes.text(x, y, text, ha="center", va="center", fontsize=5.2 if thin else 5.8, linespacing=1.1)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    if start[1] == end[1]:
        start, end = (start[0] + BOX_WIDTH / 2, start[1]), (end[0] - BOX_WIDTH / 2, end[1])
    else:
        sign = 1 if end[1] > start[1] else -1
        start, end = (start[0], start[1] + sign * 0.25), (end[0], end[1] - sign * 0.25)
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "0.2", "lw": 0.8})
