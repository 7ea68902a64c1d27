"""The Fréchet distance between images themselves: in the unit in which discretisation is known exactly (figure 20).

It knows nothing of digits: images of the right mean and covariance are at 0, whatever they show.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import jackknifed_mean
from hotcold.evaluation.measure import Measured, Measures, Scored
from hotcold.evaluation.metrics.fid import Fitted, Floats, fit

QUANTITY = "squared Fréchet distance between generated and real pixels, of 0 to 1"
UNIT = "pixel range²"
DIRECTION = "lower"
INTERVAL = "95 %, first-order jackknife over 20 groups of generated images, Student's t"
SEES = "images"
SMALLEST = 1e-7  # singular value, of the largest, that float64 tells from none


def measure(real: Scored, generated: Scored) -> Measures:
    """Return the squared Fréchet distance between Gaussians fitted to pixels; none of fewer than two images."""
    if min(len(real.images), len(generated.images)) < 2:
        return {}
    value, influence = with_influence(_fitted(real), _pixels(generated.images))
    mean, low, high, _ = jackknifed_mean(influence)
    return {"pixel_distance": Measured(value, max(value + low - mean, 0.0), value + high - mean)}


def with_influence(fitted: Fitted, pixels: Floats) -> tuple[float, Floats]:
    """Return the squared distance from a Gaussian to that of pixels (n, d), and the influence (n,) of each image.

    The influence of x is the derivative of the distance by the weight of x. With d = x − mean, the root R of the other
    covariance and C of this one it is 2 mean·d + |d|² − d' R (R C R)^-1/2 R d, up to a constant. Leaving out groups,
    as FID does, would take twenty decompositions in 784 dimensions, longer than all other measures together; the
    interval is some tenth wider so, and a quarter for 100 images.
    """
    n, mean = len(pixels), pixels.mean(axis=0) - fitted.mean
    away = pixels - pixels.mean(axis=0)
    y = away @ fitted.root
    if n <= y.shape[1]:
        squares, u = np.linalg.eigh(y @ y.T)
        scores = (singular := np.sqrt(squares.clip(0))) * u
    else:
        squares, v = np.linalg.eigh(y.T @ y)
        scores, singular = y @ v, np.sqrt(squares.clip(0))
    there = singular > SMALLEST * singular.max()
    overlap = singular.sum() / (n - 1) ** 0.5
    crossed = (n - 1) ** 0.5 * (scores[:, there] ** 2 / singular[there]).sum(axis=1)
    influence = 2 * away @ mean + (away**2).sum(axis=1) - crossed
    return max(float((mean**2).sum() + fitted.trace + (away**2).sum() / (n - 1) - 2 * overlap), 0.0), influence


@functools.lru_cache(maxsize=4)
def _fitted(real: Scored) -> Fitted:
    return fit(_pixels(real.images))


def _pixels(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    return images.reshape(len(images), -1) / 255.0
