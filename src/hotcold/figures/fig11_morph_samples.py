from matplotlib.figure import Figure
from pydantic import PositiveFloat, PositiveInt

from hotcold.artifacts import Arrays
from hotcold.figures.grids import samples_by_epoch


def draw(samples: list[Arrays], *, side: PositiveInt = 4, width: PositiveFloat = 7.0) -> Figure:
    """Figure 11: samples of the morph runs by epoch."""
    return samples_by_epoch(samples, "Morphing, UNet: garments turn into digits as training goes on", side, width)
