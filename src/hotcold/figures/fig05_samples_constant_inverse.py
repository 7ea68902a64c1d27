from matplotlib.figure import Figure

from hotcold.artifacts import Arrays
from hotcold.config.base import Inches, Side
from hotcold.figures.grids import samples_by_epoch


def draw(samples: list[Arrays], *, side: Side = 4, width: Inches = 7.0) -> Figure:
    """Figure 5: samples of the constant and inverse linear schedules by epoch."""
    return samples_by_epoch(samples, "Gaussian diffusion, CNN: look for noise left around the strokes", side, width)
