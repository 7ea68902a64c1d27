"""Figure 7: Trajectories."""

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
    "Left: one digit degraded. Right: one image generated, its states at the same steps. The title's correlations "
    "are means over the digits followed."
)


def draw(traces: list[Arrays], *, image: NonNegativeInt = 0, width: Inches = 7.0) -> Figure:
    """Figure 7: a digit degraded, and an image generated, every so many steps."""
    traces = first_seeds(traces)
    about = [trace.metadata for trace in traces]
    labels, colours = run_labels(about), run_colours(about)
    figure = new_figure(width, 0.5 + 0.62 * len(traces), images=True)
    axes = figure.subplots(len(traces), 2, squeeze=False)
    for row, trace in zip(axes, traces, strict=True):
        limit, run, t = trace.metadata["pixel_limit"], trace.metadata["run"], trace["t"]
        image = min(image, trace["forward"].shape[1] - 1)
        show(row[0], strip(trace["forward"][:, image]), limit)
        show(row[1], strip(trace["backward"][::-1, image]), limit)
        row[0].set_ylabel(labels[run].replace(" ", "\n"), color=colours[run], fontweight="bold")
        for axis, times in ((row[0], t), (row[1], t[::-1])):
            axis.set_xticks([29 * k + 14 for k in range(len(t))], [str(time) for time in times])
            axis.tick_params(length=0, pad=1)
    axes[0, 0].set_title("forward: a digit degraded (step t)")
    axes[0, 1].set_title("backward: a digit generated (step t)")
    figure.suptitle(_title(traces, labels))
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
