"""What all figures share: one colour per schedule, labels, sizes."""

import itertools
import zlib
from collections.abc import Iterable
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

PAGE_WIDTH = 7.0  # inch
GREY = "0.45"
CLASSES = [f"class_{digit}" for digit in range(10)]  # columns of the table latents

# Okabe and Ito's palette, told apart by the colour-blind too.
_COLOURS = {"linear": "#0072B2", "cosine": "#D55E00", "constant": "#009E73", "inverse_linear": "#CC79A7"}
_OTHERS = ("#E69F00", "#56B4E9", "#8C564B", "#7F7F7F", "#332288", "#999933")

mpl.rcdefaults()  # a matplotlibrc of the user's own would change figures
mpl.rcParams.update(
    {
        "font.size": 8,
        "axes.titlesize": 8,
        "figure.titlesize": 9,
        "axes.labelsize": 8,
        "legend.fontsize": 7,
        "legend.frameon": False,
        "xtick.labelsize": 7,
        "ytick.labelsize": 7,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "0.9",
        "lines.linewidth": 1.3,
        "lines.markersize": 4,
        "svg.hashsalt": "hotcold",
    }
)


def colour(schedule: str) -> str:
    """Return the colour of a schedule: fixed for the study's four, stable for any other name."""
    return _COLOURS.get(schedule) or _OTHERS[zlib.crc32(schedule.encode()) % len(_OTHERS)]


def colours(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each name that is not a schedule, by order."""
    return dict(zip(names, itertools.cycle([*_COLOURS.values(), *_OTHERS]), strict=False))


def label(name: str) -> str:
    """Return a name as words."""
    return name.replace("_", " ")


def new_figure(width: float, height: float, *, images: bool = False) -> Figure:
    """Return an empty figure of that size in inches; with ``images`` its axes close up around pictures."""
    return Figure(figsize=(width, height), layout="compressed" if images else "constrained")


def curves_by_schedule(axes: Axes, frame: pd.DataFrame, x: str, y: str) -> None:
    """Plot ``y`` against ``x`` for each schedule."""
    for schedule, rows in frame.groupby("schedule", sort=False):
        axes.plot(rows[x], rows[y], **schedule_line(str(schedule)), label=label(str(schedule)))


def schedule_line(schedule: str) -> dict[str, Any]:
    """Return how a schedule is drawn: one that is not of the study's four in dashes, which show a line beneath them."""
    own = schedule in _COLOURS
    return {"color": colour(schedule), "linestyle": "-" if own else (0, (3, 5)), "zorder": 2.0 if own else 2.5}
