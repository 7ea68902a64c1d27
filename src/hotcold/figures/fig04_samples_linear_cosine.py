from matplotlib.figure import Figure

from hotcold.artifacts import Arrays
from hotcold.config.base import Inches, Side
from hotcold.figures.grids import samples_by_epoch


def draw(samples: list[Arrays], *, side: Side = 4, width: Inches = 7.0) -> Figure:
    """Figure 4: samples of the linear and cosine schedules by epoch."""
    return samples_by_epoch(samples, "Gaussian diffusion, CNN: strokes form as training goes on", side, width)
