"""Digits and the ends they degrade to, as two Gaussians in coordinates that take both apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from hotcold.data.pixels import to_model

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GaussianPair:
    """x ~ N(mean, C) and z ~ N(end, G) in coordinates x' = Wᵀx in which C is diagonal and G the identity.

    Attributes:
        mean: (d,) of the coordinates of x.
        variance: (d,) of the coordinates of x.
        end: (d,) means of the coordinates of z, whose variances are 1.
        overlap: (d, d) VᵀV, where x = V x'; None for the identity, as where z is white noise.

    """

    mean: Floats
    variance: Floats
    end: Floats
    overlap: Floats | None = None

    def total(self, variance: Floats) -> float:
        """Return the sum over pixels of variances along the coordinates."""
        return float(variance.sum() if self.overlap is None else np.diag(self.overlap) @ variance)

    def squared_distance(self, mean: Floats, variance: Floats) -> float:
        """Return the squared Fréchet distance, in pixel unit², between x and a Gaussian of moments (d,) and (d,)."""
        moved = mean - self.mean
        if self.overlap is None:
            return float((moved**2).sum() + ((np.sqrt(variance) - np.sqrt(self.variance)) ** 2).sum())
        # The root of C Σ has the trace of that of C^½ Σ C^½, whatever square root of C is taken.
        root = np.sqrt(self.variance)[:, None] * self.overlap * np.sqrt(variance)
        of_root = np.sqrt(np.linalg.eigvalsh(root @ root.T).clip(min=0)).sum()
        spread = self.total(self.variance) + self.total(variance) - 2 * of_root
        return float(moved @ self.overlap @ moved + spread)


def digits_and_noise(digits: NDArray[np.uint8], pixel_limit: float) -> GaussianPair:
    """Return the Gaussian of images (n, 28, 28), pixels in [-pixel_limit, pixel_limit], and white noise."""
    mean, covariance = _moments(digits, pixel_limit)
    variance, vectors = np.linalg.eigh(covariance)
    return GaussianPair(mean @ vectors, variance.clip(min=0), np.zeros_like(mean))


def digits_and_garments(digits: NDArray[np.uint8], garments: NDArray[np.uint8], pixel_limit: float) -> GaussianPair:
    """Return the Gaussians of images (n, 28, 28) and (m, 28, 28), pixels in [-pixel_limit, pixel_limit].

    That of garments has the variance of rounding to bytes beside.
    """
    (mean, covariance), (end, of_ends) = (_moments(images, pixel_limit) for images in (digits, garments))
    rounding = (2 * pixel_limit / 255) ** 2 / 12  # without it, some direction may have no variance at all
    of_ends += rounding * np.eye(len(end))
    variance, vectors = eigh(covariance, of_ends)
    back = of_ends @ vectors
    return GaussianPair(mean @ vectors, variance.clip(min=0), end @ vectors, back.T @ back)


def _moments(images: NDArray[np.uint8], pixel_limit: float) -> tuple[Floats, Floats]:
    pixels = to_model(images, pixel_limit).reshape(len(images), -1).astype(np.float64)
    return pixels.mean(axis=0), np.cov(pixels, rowvar=False)
