"""Small images whose pixels go together, and their moments."""

import numpy as np

from hotcold.data.pixels import to_model


def correlated(seed):
    """Images of 3 × 3 pixels, and one pixel that is the same in all."""
    rng = np.random.default_rng(seed)
    mixed = rng.normal(size=(400, 9)) @ rng.normal(size=(9, 9)) * 30 + rng.uniform(60, 200, 9)
    images = mixed.clip(0, 255).round().astype(np.uint8).reshape(-1, 3, 3)
    images[:, 0, 0] = 7
    return images


def moments(images):
    """Return mean and covariance of pixels in [-0.5, 0.5]."""
    pixels = to_model(images, 0.5).reshape(len(images), -1).astype(float)
    return pixels.mean(axis=0), np.cov(pixels.T)


def garments_of(images):
    """Return those of ends: rounding to bytes spreads them beside."""
    mean, covariance = moments(images)
    return mean, covariance + np.eye(len(mean)) / 255**2 / 12


def distance(one, other):
    """Fréchet's: |m - n|² + tr(C + D - 2 (C D)^½), the root's trace from eigenvalues of a product not symmetric."""
    (m, C), (n, D) = one, other
    roots = np.sqrt(np.linalg.eigvals(C @ D).real.clip(min=0))
    return ((m - n) ** 2).sum() + np.trace(C) + np.trace(D) - 2 * roots.sum()
