"""Figure 9: Digits degraded and denoised back."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray
from pydantic import NonNegativeInt

from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.grids import first_seeds, two_strips
from hotcold.figures.parts.labels import run_labels
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["settings"],
    "traces": True,
    "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"], ["morph", "cnn"]]}],
    "compares": "schedule",
}
CATEGORY = "Gaussian"
CAPTION = (
    "A test digit degraded to a ladder of steps and denoised back. Where another digit comes back, what was lost is "
    "invented. The report's figure 9 is missing from its copy. The same digit comes back where restorations are, on "
    "average over the digits followed, at most half as far from it as two different digits are from each other."
)


def draw(traces: list[Arrays], settings: pd.DataFrame, *, image: NonNegativeInt = 0, width: Inches = 7.0) -> Figure:
    """Figure 9: a digit degraded to a ladder of t and denoised back, per run."""
    traces = first_seeds(traces)
    degraded = [(trace["degraded"], trace["ladder_t"]) for trace in traces]
    restored = [(trace["restored"], trace["ladder_t"]) for trace in traces]
    pictures = {"degraded to step t": degraded, "denoised back from step t": restored}
    figure = two_strips(traces, pictures, image, width)
    labels = run_labels([trace.metadata for trace in traces])
    seen = "One digit degraded to a ladder of steps t and denoised back"
    if len(traces[0]["digits"]) > 1:  # else there is no other that a restoration could be nearer to
        found = ", ".join(f"{labels[trace.metadata['run']]} {_latest_same(trace)}" for trace in traces)
        seen = f"Latest step t of the ladder from which the same digit comes back:\n{found}"
    entitle(figure, seen, caveat=caveat(settings, list(labels), "schedule"))
    return figure


def _latest_same(trace: Arrays) -> str:
    """Return the last t from which restorations are, on average, nearer to their digit than to the others.

    Nearer means a root-mean-square error of at most half that between two different digits.
    """
    digits = trace["digits"]
    different = np.mean([_rmse(digits, np.roll(digits, k, axis=0)) for k in range(1, len(digits))])
    same = [_rmse(images, digits) <= different / 2 for images in trace["restored"]]
    return str(trace["ladder_t"][np.flatnonzero(same)[-1]]) if any(same) else "none"


def _rmse(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    return float(np.sqrt(((one - other) ** 2).mean()))
