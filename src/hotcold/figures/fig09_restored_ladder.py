"""Figure 9: Digits degraded and denoised back."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from pydantic import NonNegativeInt

from hotcold.figures.parts.grids import first_seeds, show, strip
from hotcold.figures.parts.labels import run_colours, run_labels
from hotcold.figures.parts.style import new_figure
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {"traces": True, "runs": [{"but": [["gaussian", "unet"], ["morph", "unet"]]}]}
CATEGORY = "Gaussian"
CAPTION = (
    "A held-out digit degraded to a ladder of steps and denoised back. From late steps another digit comes back: "
    "what was lost is invented. The report's figure 9 is missing from its copy. The same digit comes back where "
    "restorations are, on average over the digits followed, at most half as far from it as two different digits "
    "are from each other."
)


def draw(traces: list[Arrays], *, image: NonNegativeInt = 0, width: Inches = 7.0) -> Figure:
    """Figure 9: a digit degraded to a ladder of t and denoised back, per run."""
    traces = first_seeds(traces)
    about = [trace.metadata for trace in traces]
    labels, colours = run_labels(about), run_colours(about)
    figure = new_figure(width, 0.5 + 0.62 * len(traces), images=True)
    axes = figure.subplots(len(traces), 2, squeeze=False)
    for row, trace in zip(axes, traces, strict=True):
        limit, run = trace.metadata["pixel_limit"], trace.metadata["run"]
        image = min(image, trace["degraded"].shape[1] - 1)
        for axis, key in zip(row, ("degraded", "restored"), strict=True):
            show(axis, strip(trace[key][:, image]), limit)
            axis.set_xticks([29 * k + 14 for k in range(len(trace["ladder_t"]))], [str(t) for t in trace["ladder_t"]])
            axis.tick_params(length=0, pad=1)
        row[0].set_ylabel(labels[run].replace(" ", "\n"), color=colours[run], fontweight="bold")
    axes[0, 0].set_title("degraded to step t")
    axes[0, 1].set_title("denoised back from step t")
    found = ", ".join(f"{labels[trace.metadata['run']]} {_latest_same(trace)}" for trace in traces)
    figure.suptitle(f"Latest step t of the ladder from which the same digit comes back:\n{found}")
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
