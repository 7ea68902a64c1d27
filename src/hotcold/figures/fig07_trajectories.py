"""Figure 7: Trajectories."""

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
    "Left: one digit degraded. Right: one image generated, its states at the same steps. The title's correlations are "
    "means over the digits followed."
)


def draw(traces: list[Arrays], settings: pd.DataFrame, *, image: NonNegativeInt = 0, width: Inches = 7.0) -> Figure:
    """Figure 7: a digit degraded, and an image generated, every so many steps."""
    traces = first_seeds(traces)
    titles = "forward: a digit degraded (step t)", "backward: a digit generated (step t)"
    forward = [(trace["forward"], trace["t"]) for trace in traces]
    backward = [(trace["backward"][::-1], trace["t"][::-1]) for trace in traces]
    figure = two_strips(traces, {titles[0]: forward, titles[1]: backward}, image, width)
    labels = run_labels([trace.metadata for trace in traces])
    entitle(figure, _title(traces, labels), caveat=caveat(settings, list(labels), "schedule"))
    return figure


def _title(traces: list[Arrays], labels: dict[str, str]) -> str:
    """Say what is left of the digits near half time, as their correlation with the degraded ones."""
    times = traces[0]["t"]
    half = int(np.abs(times - times[-1] / 2).argmin())
    left = {labels[trace.metadata["run"]]: _correlation(trace["forward"][half], trace["digits"]) for trace in traces}
    words = ", ".join(f"{value:.2f} {name}" for name, value in left.items())
    return f"What is left of a digit at t = {times[half]}, as correlation with it:\n{words}"


def _correlation(degraded: NDArray[np.floating], digits: NDArray[np.floating]) -> float:
    pairs = zip(degraded, digits, strict=True)
    return float(np.mean([np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in pairs]))
