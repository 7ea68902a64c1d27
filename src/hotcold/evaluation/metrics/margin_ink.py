"""How much ink lies in the outer margin, where digits have next to none: noisy backgrounds show there."""

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import jackknifed_mean
from hotcold.evaluation.measure import Measured, Scored

QUANTITY = "mean grey level of the outer three pixels"
UNIT = "grey level of 255"
DIRECTION = "real"
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t"
SEES = "images"
MARGIN = 3  # pixels


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the mean grey level in the margin of the generated images."""
    return jackknifed_mean(by_image(generated.images))


def by_image(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the mean grey level (n,) in the margin of images (n, 28, 28)."""
    margin = np.ones(images.shape[1:], dtype=bool)
    margin[MARGIN:-MARGIN, MARGIN:-MARGIN] = False
    levels: NDArray[np.float64] = images[:, margin].mean(axis=1, dtype=np.float64)
    return levels
