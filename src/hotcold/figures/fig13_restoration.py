import numpy as np
from matplotlib.figure import Figure
from pydantic import NonNegativeInt, PositiveFloat

from hotcold.artifacts import Arrays
from hotcold.figures.grids import show, strip
from hotcold.figures.style import new_figure


def draw(traces: list[Arrays], *, image: NonNegativeInt = 0, width: PositiveFloat = 7.0) -> Figure:
    """Figure 13: digits restored by R in one step (a), and direct restoration beside Algorithm 1 (b)."""
    trace = traces[0]
    limit, ladder = trace.metadata["pixel_limit"], trace["ladder_t"]
    image = min(image, trace["degraded"].shape[1] - 1)
    figure = new_figure(width, 5.0)
    upper, lower = figure.subfigures(2, 1, height_ratios=[2, 3])
    upper_axes, lower_axes = upper.subplots(2, 1), lower.subplots(3, 1)
    for axis, key, name in zip(upper_axes, ("degraded", "direct"), ("z_t", "R(z_t, t)"), strict=True):
        show(axis, strip(trace[key][:, image]), limit)
        axis.set_ylabel(name)
    upper_axes[1].set_xticks([29 * k + 14 for k in range(len(ladder))], [f"t = {t}" for t in ladder])
    upper_axes[1].tick_params(length=0)
    upper.suptitle(f"a  A digit degraded to step t and restored in one step; error {_errors(trace)}")
    pictures = (
        (trace["digits"], "original"),
        (trace["direct"][-1], "direct"),
        (trace["restored"][-1], "Algorithm 1"),
    )
    for axis, (images, name) in zip(lower_axes, pictures, strict=True):
        show(axis, strip(images), limit)
        axis.set_ylabel(name)
    lower.suptitle(f"b  From t = {ladder[-1]}: direct restoration beside Algorithm 1 ({trace.metadata['run']})")
    return figure


def _errors(trace: Arrays) -> str:
    mse = ((trace["direct"] - trace["digits"]) ** 2).mean(axis=(1, 2, 3))
    first, last = np.sqrt(mse[[0, -1]]) / (2 * trace.metadata["pixel_limit"])
    return f"{first:.0%} of the pixel range at t = {trace['ladder_t'][0]}, {last:.0%} at t = {trace['ladder_t'][-1]}"
