"""Figure 25: Degradations forwards and back."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from pydantic import NonNegativeInt

from hotcold.figures.parts.grids import first_seeds, show, stacked, strip
from hotcold.figures.parts.labels import run_labels
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {"traces": True, "runs": [{}], "only_named": True}
CATEGORY = "Cold family"
CAPTION = (
    "Upper row of each: a test digit on its way from t = 0 to its end at T. Lower row: an image that is sampled, from "
    "where the run's samples start at T down to t = 0; what ends in its own last state starts there from another "
    "test digit, degraded, which no sampler has seen."
)
COLUMNS = 11


def draw(traces: list[Arrays], *, image: NonNegativeInt = 0, width: Inches = 7.0) -> Figure:
    """Figure 25: of each run, a digit degraded step by step, and one sampled."""
    traces = first_seeds(traces)
    names = run_labels([trace.metadata for trace in traces])
    figure = new_figure(width, 1.28 * len(traces) + 0.5, images=True)
    axes = figure.subplots(len(traces), 1, squeeze=False)[:, 0]
    for axis, trace in zip(axes, traces, strict=True):
        chosen = np.linspace(0, len(trace["t"]) - 1, min(COLUMNS, len(trace["t"]))).round().astype(int)
        forwards, back = (_one(trace[way][chosen], image) for way in ("forward", "backward"))
        show(axis, stacked([forwards, back]), trace.metadata["pixel_limit"])
        axis.set_yticks([14, 43], ["forwards", "back"])
        axis.set_xticks([29 * k + 14 for k in range(len(chosen))], [str(t) for t in trace["t"][chosen]])
        axis.tick_params(length=0, pad=1)
        axis.set_ylabel(names[trace.metadata["run"]].replace(" ", "\n"), fontweight="bold")
    axes[-1].set_xlabel("step t")
    entitle(figure, f"Forwards and back: {', '.join(names.values())}")
    return figure


def _one(states: NDArray[np.floating], image: int) -> NDArray[np.floating]:
    return strip(states[:, min(image, states.shape[1] - 1)])
