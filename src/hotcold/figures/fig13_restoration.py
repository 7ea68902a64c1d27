"""Figure 13: Restoration at once and step by step."""

import numpy as np
from matplotlib.figure import Figure
from pydantic import NonNegativeInt

from hotcold.figures.parts.grids import show, strip
from hotcold.figures.parts.style import label, new_figure
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {
    "traces": True,
    "runs": [
        {"degradation": "morph", "network": "unet", "schedules": ["cosine"]},
        {"degradation": "morph", "network": "unet"},
    ],
}
CATEGORY = "Morph"
CAPTION = (
    "a: one digit morphed to step t and restored in one step. b: from the last step of the ladder, where almost "
    "nothing of the digit is left, direct restoration and, as named at the left: naive sampling, which degrades "
    "each restoration with the garment it started from (Bansal et al. 2022, algorithm 1); the report's Algorithm "
    "1 (cold) in both readings: keeping the garment it started from (fixed z), which averages the restorations, "
    "and blurs where they change on the way, and recovering it at every step (inferred z), which is DDIM."
)


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
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=[2.2, len(pictures)])[:, 0]
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
