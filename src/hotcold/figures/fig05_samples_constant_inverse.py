"""Figure 5: Samples by epoch, constant and inverse linear."""

from matplotlib.figure import Figure

from hotcold.figures.parts.grids import samples_by_epoch
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "samples": "every",
    "runs": [{"degradation": "gaussian", "network": "cnn", "schedules": ["constant", "inverse_linear"]}],
}
CATEGORY = "Gaussian"
CAPTION = (
    "Samples by epoch under the constant and inverse linear schedules, each epoch from the same latents. Real "
    "digits have 0.1 % of ink in their margin, the two outermost rows and columns."
)


def draw(samples: list[Arrays], *, side: Side = 4, width: Inches = 7.0) -> Figure:
    """Figure 5: samples of the constant and inverse linear schedules by epoch."""
    return samples_by_epoch(samples, side, width)
