"""Figure 23: Samples beside their nearest training digits."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from pydantic import PositiveInt
from scipy.stats import quantile_test

from hotcold.claims.parts.notation import written
from hotcold.data.pixels import to_model
from hotcold.figures.parts.grids import first_seeds, show, stacked, strip
from hotcold.figures.parts.labels import run_colours, run_labels, what_all_are
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {
    "digits": True,
    "samples": "last",
    "runs": [{"degradation": "gaussian", "network": "unet"}, {"degradation": "morph", "network": "unet"}],
    "compares": "schedule",
}
CATEGORY = "Comparison"
CAPTION = (
    "Whether samples are copies: each run's first samples (upper rows) and, below each, the training digit that is "
    "nearest in pixels. The title's distances are root-mean-square differences, in per cent of the pixel range, the "
    "median over the samples with its 95 % interval; those of validation digits, which no training saw, say how near "
    "an honest sample lies. A blurred digit is nearer to everything than a sharp one."
)

MEASURED = 200  # samples that the median is over; a distance to each training digit


def draw(samples: list[Arrays], digits: Arrays, *, columns: PositiveInt = 14, width: Inches = 7.0) -> Figure:
    """Figure 23: samples beside their nearest training digits."""
    samples = first_seeds(samples)
    about = [file.metadata for file in samples]
    labels, colours = run_labels(about), run_colours(about)
    figure = new_figure(width, 0.75 + len(samples) * (2.0 * width / columns + 0.1), images=True)
    axes = figure.subplots(len(samples), 1, squeeze=False)[:, 0]
    said = {}
    for axis, file in zip(axes, samples, strict=True):
        limit = file.metadata["pixel_limit"]
        training = to_model(digits["train_images"], limit)
        images = file["images"][:MEASURED].clip(-limit, limit)
        index, distance = nearest(images, training)
        shown = images[:columns], training[index[:columns]]
        show(axis, stacked([strip(row) for row in shown]), limit)
        name = labels[file.metadata["run"]]
        axis.set_ylabel(name.replace(" ", "\n"), color=colours[file.metadata["run"]], fontweight="bold")
        said[name] = _median(distance / (2 * limit))
    unseen = to_model(digits["validation_images"][:MEASURED], limit)
    runs = ", ".join(f"{name} {text}" for name, text in said.items())
    steps = " or ".join(map(str, sorted({file.metadata["steps"] for file in samples})))
    how = ", ".join(filter(None, [what_all_are(about), f"{steps} steps"]))
    validation = f"validation digits {_median(nearest(unseen, training)[1] / (2 * limit))}"
    entitle(figure, f"Distance to the nearest training digit ({how}): {runs}; {validation}")
    return figure


def _median(shares: NDArray[np.floating]) -> str:
    """Return the median in per cent with its interval of 95 %, between order statistics."""
    low, high = map(float, np.array(quantile_test(100 * shares, p=0.5).confidence_interval()))
    return written(float(np.median(100 * shares)), low, high, "%")


def nearest(
    images: NDArray[np.floating], pool: NDArray[np.floating]
) -> tuple[NDArray[np.integer], NDArray[np.floating]]:
    """Return for each image (n, h, w) the place of its nearest in the pool, and their root-mean-square difference."""
    a, b = (np.ascontiguousarray(of.reshape(len(of), -1), dtype=np.float32) for of in (images, pool))
    squares = (b**2).sum(axis=1) - 2 * a @ b.T  # without |a|², which is the same for all of the pool
    index = squares.argmin(axis=1)
    return index, np.sqrt(((a - b[index]) ** 2).mean(axis=1))
