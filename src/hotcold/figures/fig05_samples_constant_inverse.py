from matplotlib.figure import Figure
from pydantic import PositiveFloat, PositiveInt

from hotcold.artifacts import Arrays
from hotcold.figures.grids import samples_by_epoch


def draw(samples: list[Arrays], *, side: PositiveInt = 4, width: PositiveFloat = 7.0) -> Figure:
    """Figure 5: samples of the constant and inverse linear schedules by epoch."""
    return samples_by_epoch(samples, "Gaussian diffusion, CNN: look for noise left around the strokes", side, width)
