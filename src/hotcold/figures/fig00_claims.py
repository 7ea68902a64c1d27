"""Figure 0: Claims and what became of them."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from hotcold.claims.parts.report import counted
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import COLOURS, Judged, found, judged, wrapped
from hotcold.plugins import Inches

NEEDS = {"tables": ["claims"]}
CATEGORY = "Claims"
CAPTION = (
    "Every sentence of the report, or of another source, that can be wrong, with its verdict. Confirmed: the 95 % "
    "interval lies where the claim says. Refuted: it lies where the claim excludes. Corrected: the direction holds "
    "and the printed number does not, or the number has another cause. Undecided: the interval reaches both, or there"
    " are too few seeds. Not comparable: more differs than the claim's factor. The reasons stand in the table "
    "of verdicts."
)

# Where columns begin, as shares of the width, and how many characters fit in them on a page of 7 inches.
COLUMNS = {"verdict": (0.0, 14), "claim": (0.14, 46), "published": (0.52, 15), "found": (0.645, 46)}
PAGE = 7.0
LINE, GAP = 0.108, 0.09  # inches: height of a line of text, and between rows
SIZE = 6.5


def draw(claims: pd.DataFrame, *, width: Inches = 7.0) -> Figure:
    """Figure 0: claims in the report's order, each with its verdict, value and interval, and what was published."""
    rows = [judged(row) for row in claims.to_dict("records")]
    texts = [_texts(one, width / PAGE) for one in rows]
    heights = [max(len(lines) for lines in text.values()) * LINE + GAP for text in texts]
    total = sum(heights) + 2 * LINE + GAP
    figure = new_figure(width, total + 0.4)
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(total, 0))
    axes.axis("off")
    figure.set_layout_engine("constrained", h_pad=0.02, w_pad=0.02)
    for name, (x, _) in COLUMNS.items():
        axes.text(x, LINE, name, fontsize=SIZE, color="0.4", va="center")
    y = 2 * LINE
    for one, text, height in zip(rows, texts, heights, strict=True):
        axes.axhline(y, color="0.85", linewidth=0.6)
        _row(axes, one, text, y + GAP / 2, width)
        y += height
    figure.suptitle(counted(claims).removesuffix("."))
    return figure


def _texts(one: Judged, scale: float) -> dict[str, list[str]]:
    """Return the lines of each column: of what was found the number, or why there is none."""
    whole = {
        "verdict": one.verdict,
        "claim": f"{one.statement} ({one.where})",
        "published": one.published or "–",
        "found": f"{found(one)}, {one.scale}" if one.value == one.value else one.why,
    }
    return {name: wrapped(whole[name], int(characters * scale)) for name, (_, characters) in COLUMNS.items()}


def _row(axes: Axes, one: Judged, texts: dict[str, list[str]], top: float, width: float) -> None:
    colour = COLOURS.get(one.verdict, "0.3")
    box = FancyBboxPatch((0.003, top), 0.118, LINE, boxstyle=f"round,pad=0,rounding_size={0.04 / width}", fc=colour)
    box.set(edgecolor="none", mutation_aspect=width)
    axes.add_patch(box)
    style: dict[str, Any] = {"fontsize": SIZE, "va": "top", "linespacing": 1.15}
    axes.text(0.062, top + 0.5 * LINE, one.verdict, color="white", ha="center", va="center_baseline", fontsize=SIZE)
    for name, (x, _) in list(COLUMNS.items())[1:]:
        axes.text(x, top, "\n".join(texts[name]), **style, color="0.35" if name == "published" else "0.1")
