"""When do noised digits look Gaussian? The Kolmogorov–Smirnov analysis of the schedules (figure 2).

The report finds that the cosine schedule needs 906 steps. That number comes from one image and from
multiplying eps by ``1 - sqrt(alpha_bar)`` where the forward process has ``sqrt(1 - alpha_bar)``: the pixels stay
too narrow for too long. It depends on the sample size too, because a p-value says how many pixels were pooled.
The distance D(t) between the exact distribution of a pixel of z_t and N(0, 1) depends on neither.
"""

from collections.abc import Callable
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import kstwo, kstwobign

from hotcold.data.pixels import scaled

Formula = Literal["correct", "published"]
Floats = NDArray[np.float64]

MOST_PIXELS_EXACT = 2_000


def pixel_levels(images: NDArray[np.uint8], limit: float) -> tuple[Floats, Floats]:
    """Return the values (l,) in [-limit, limit] that pixels have, whatever the images' shape, and the share of each."""
    counts = np.bincount(images.ravel(), minlength=256)
    occurring = np.flatnonzero(counts)
    return scaled(occurring.astype(np.float64), limit), counts[occurring] / images.size


def exact_distance(alpha_bar: float, levels: Floats, weights: Floats) -> float:
    """Return D = sup_y |F(y) − Φ(y)|, without sampling, within about 1e-6 of the supremum.

    F is the distribution of a pixel of z_t, the mixture Σ w_v N(sqrt(alpha_bar) v, 1 − alpha_bar).

    Args:
        alpha_bar: in [0, 1).
        levels: (l,) pixel values v.
        weights: (l,) their shares w_v.

    """
    means, sigma = sqrt(alpha_bar) * levels, sqrt(1 - alpha_bar)

    def distance(y: Floats) -> Floats:
        return np.abs(ndtr((y[:, None] - means) / sigma) @ weights - ndtr(y))

    # Narrow components make steps at their means: look between them and beside them, and on an even grid.
    heavy = means[np.argsort(weights)[-8:]]
    beside = (heavy[:, None] + sigma * np.array([-3.0, -1.5, 0.0, 1.5, 3.0])).ravel()
    between = (means[1:] + means[:-1]) / 2
    y = np.unique(np.concatenate([np.linspace(-4, 4, 81), beside, between[:: max(1, len(between) // 64)]]))
    coarse = np.pad(distance(y), 1, constant_values=-1.0)
    peaks = np.flatnonzero((coarse[1:-1] >= coarse[:-2]) & (coarse[1:-1] >= coarse[2:]))
    highest = peaks[np.argsort(coarse[1:-1][peaks])[-4:]]
    return max(_refined(distance, y[max(k - 1, 0)], y[min(k + 1, len(y) - 1)]) for k in highest)


def _refined(distance: Callable[[Floats], Floats], low: float, high: float) -> float:
    """Return the maximum of ``distance`` between ``low`` and ``high``, where it has one peak."""
    for _ in range(3):
        y = np.linspace(low, high, 17)
        best = int(np.argmax(distance(y)))
        low, high = y[max(best - 1, 0)], y[min(best + 1, 16)]
    return float(distance(y).max())


def noised_pixels(pixels: Floats, alpha_bar: float, eps: Floats, formula: Formula) -> Floats:
    """Return z_t's pixels (n,) from those of x and eps, (n,) too.

    ``published`` multiplies eps by 1 − sqrt(alpha_bar), as the report's code did.
    """
    scale = sqrt(1 - alpha_bar) if formula == "correct" else 1 - sqrt(alpha_bar)
    return sqrt(alpha_bar) * pixels + scale * eps


def sampled_distance(pixels: Floats) -> float:
    """Return the K-S statistic of pixels (n,) against N(0, 1)."""
    n = len(pixels)
    cdf = ndtr(np.sort(pixels))
    steps = np.arange(n + 1) / n
    return float(max((steps[1:] - cdf).max(), (cdf - steps[:-1]).max()))


def p_value(distance: Floats, pixels: int) -> Floats:
    """Return the two-sided p-values, in [0, 1], of K-S distances of any shape over ``pixels`` independent pixels.

    From 2,000 pixels on by Kolmogorov's limit, which is then right to a few per cent and far faster.
    """
    exact = pixels < MOST_PIXELS_EXACT
    p: Floats = kstwo.sf(distance, pixels) if exact else kstwobign.sf(distance * np.sqrt(pixels))
    return p.clip(0, 1)


def first_not_rejected(distance: Floats, pixels: int, threshold: float) -> int | None:
    """Return the first t (distance[0] belongs to t = 1) whose p-value exceeds ``threshold``; None if there is none.

    Compares distances with the critical one of ``pixels`` pixels, which is exact at any size.
    """
    below = np.flatnonzero(distance < kstwo.isf(threshold, pixels))
    return int(below[0]) + 1 if len(below) else None
