"""The Fréchet distance between images themselves: in the unit in which discretisation is known exactly (figure 20).

It knows nothing of digits: images of the right mean and covariance are at 0, whatever they show.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.measure import Measured, Measures, Scored
from hotcold.evaluation.metrics.fid import Fitted, distance_from, fit

QUANTITY = "squared Fréchet distance between generated and real pixels, of 0 to 1"
UNIT = "pixel range²"
DIRECTION = "lower"
INTERVAL = ""  # twenty distances in 784 dimensions would take longer than all other measures together
SEES = "images"


def measure(real: Scored, generated: Scored) -> Measures:
    """Return the squared Fréchet distance between Gaussians fitted to pixels; none of fewer than two images."""
    if min(len(real.images), len(generated.images)) < 2:
        return {}
    distance = distance_from(_fitted(real), _pixels(generated.images))
    return {"pixel_distance": Measured(distance(np.ones(len(generated.images), dtype=bool)))}


@functools.lru_cache(maxsize=4)
def _fitted(real: Scored) -> Fitted:
    return fit(_pixels(real.images))


def _pixels(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    return images.reshape(len(images), -1) / 255.0
