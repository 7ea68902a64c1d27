"""The Fréchet distance between sets of features (Heusel et al. 2017).

Its bias falls as 1/n, so a value means something only beside its n and its floor: real images against real
images at the same n. With fewer images than feature dimensions the covariances are singular (the published
113.31 and 50.98: 1,000 images in 2,048 dimensions).
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import groups, jackknife
from hotcold.evaluation.measure import Measured, Scored, check_features

Floats = NDArray[np.float64]

QUANTITY = "Fréchet distance between generated and real"
UNIT = "feature unit²"
DIRECTION = "lower"
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t"
SEES = "features"
PUBLISHED = True


class Fitted(NamedTuple):
    """A Gaussian fitted to features: mean, trace of the covariance, and its square root."""

    mean: Floats
    trace: float
    root: Floats


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the squared Fréchet distance between Gaussians fitted to features, in float64.

    Raises:
        InputError: fewer than two images on either side, or a feature that is not finite.

    """
    check_features(real, generated, 2, "FID")
    distance, (group, n) = distance_from(_fitted(real), generated.features), (groups(len(generated)), len(generated))
    return jackknife(distance(group >= 0), n, lambda left_out: distance(group != left_out))


def distance_from(fitted: Fitted, features: NDArray[np.floating]) -> Callable[[NDArray[np.bool_]], float]:
    """Return what gives the squared Fréchet distance of those of some features (n, d) that a mask (n,) keeps."""
    x = features.astype(np.float64) - fitted.mean
    # The covariance of y = x root is root cov(x) root, whose eigenvalues' roots sum up to the trace that is sought.
    y = x @ fitted.root
    few = len(x) <= x.shape[1]
    products = y @ y.T if few else y.T @ y

    def distance(keep: NDArray[np.bool_]) -> float:
        part, images = x[keep], int(keep.sum())
        mean = part.mean(axis=0)
        trace = ((part - mean) ** 2).sum() / (images - 1)
        if few:  # images by images, rather than features by features, has the same eigenvalues but for zeros
            inner = products[np.ix_(keep, keep)]
            along = inner.mean(axis=0)
            centred = inner - along - along[:, None] + along.mean()
        else:
            y_mean = y[keep].mean(axis=0)
            left_out = y[~keep]
            centred = products - left_out.T @ left_out - images * np.outer(y_mean, y_mean)
        eigenvalues = np.linalg.eigvalsh(centred / (images - 1))
        overlap = np.sqrt(eigenvalues.clip(0)).sum()
        return max(float((mean**2).sum() + fitted.trace + trace - 2 * overlap), 0.0)

    return distance


def fit(features: NDArray[np.floating]) -> Fitted:
    """Return the Gaussian fitted to features (n, d)."""
    x = features.astype(np.float64)
    eigenvalues, vectors = np.linalg.eigh(covariance := np.atleast_2d(np.cov(x, rowvar=False)))
    root = (vectors * np.sqrt(eigenvalues.clip(0))) @ vectors.T
    return Fitted(x.mean(axis=0), float(np.trace(covariance)), root)


@functools.lru_cache(maxsize=4)
def _fitted(real: Scored) -> Fitted:
    return fit(real.features)
