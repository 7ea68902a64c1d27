import numpy as np
from matplotlib.figure import Figure
from pydantic import NonNegativeInt

from hotcold.artifacts import Arrays
from hotcold.config.base import Inches
from hotcold.figures.grids import show, strip
from hotcold.figures.style import label, new_figure


def draw(traces: list[Arrays], *, image: NonNegativeInt = 0, width: Inches = 7.0) -> Figure:
    """Figure 13: digits restored by R in one step (a), and direct restoration beside Algorithm 1 (b)."""
    trace = traces[0]
    limit, ladder = trace.metadata["pixel_limit"], trace["ladder_t"]
    image = min(image, trace["degraded"].shape[1] - 1)
    pictures = [
        (trace["digits"], "digit"),
        (trace["direct"][-1], "R(z_t, t)"),
        (trace["restored"][-1], _words(trace.metadata["restored_by"])),
        *zip(trace["beside"][:, -1], map(_words, trace.metadata["beside_by"]), strict=True),
    ]
    figure = new_figure(width, 2.1 + 0.95 * len(pictures))
    upper, lower = figure.subfigures(2, 1, height_ratios=[2.2, len(pictures)])
    upper_axes, lower_axes = upper.subplots(2, 1), lower.subplots(len(pictures), 1)
    for axis, key, name in zip(upper_axes, ("degraded", "direct"), ("z_t", "R(z_t, t)"), strict=True):
        show(axis, strip(trace[key][:, image]), limit)
        axis.set_ylabel(name)
    upper_axes[1].set_xticks([29 * k + 14 for k in range(len(ladder))], [f"t = {t}" for t in ladder])
    upper_axes[1].tick_params(length=0)
    upper.suptitle(f"a  A digit degraded to step t and restored in one step; error {_errors(trace)}")
    for axis, (images, name) in zip(lower_axes, pictures, strict=True):
        show(axis, strip(images), limit)
        axis.set_ylabel(name)
    lower.suptitle(f"b  From t = {ladder[-1]}: what restoring at once and step by step gives ({trace.metadata['run']})")
    return figure


def _words(sampler: str) -> str:
    """Return a sampler's title over lines, e.g. `cold`, `fixed z`, and `guided` where it is."""
    unguided, _, guidance = sampler.partition("; ")
    function, _, options = unguided.partition(", ")
    return "\n".join(filter(None, [function, label(options.split(" = ")[-1]), guidance and "guided"]))


def _errors(trace: Arrays) -> str:
    mse = ((trace["direct"] - trace["digits"]) ** 2).mean(axis=(1, 2, 3))
    first, last = np.sqrt(mse[[0, -1]]) / (2 * trace.metadata["pixel_limit"])
    return f"{first:.0%} of the pixel range at t = {trace['ladder_t'][0]}, {last:.0%} at t = {trace['ladder_t'][-1]}"
