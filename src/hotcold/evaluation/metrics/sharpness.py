"""How sharp images are: the root mean square of their spatial frequency.

The root of the squared steps between neighbouring pixels over the squared grey levels, of each image: blur lowers it,
noise raises it, contrast does not matter. A Gaussian blob of width σ has 1/σ.
"""

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import jackknifed_mean
from hotcold.evaluation.measure import Measured, Scored

QUANTITY = "root mean square spatial frequency"
UNIT = "rad/pixel"
DIRECTION = "real"
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t"
SEES = "images"


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the mean sharpness of the generated images."""
    return jackknifed_mean(by_image(generated.images))


def by_image(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the sharpness (n,) of images (n, 28, 28); 0 of black ones."""
    framed = np.pad(images.astype(np.float64), ((0, 0), (1, 1), (1, 1)))
    steps = sum((np.diff(framed, axis=axis) ** 2).sum(axis=(1, 2)) for axis in (1, 2))
    power = (framed**2).sum(axis=(1, 2))
    sharpness: NDArray[np.float64] = np.sqrt(steps / np.where(power > 0, power, 1))
    return sharpness
