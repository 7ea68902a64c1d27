"""Intervals of 95 %: of any number by leaving out groups of images, of shares, and of a further draw.

The delete-a-group jackknife is Kott's (2001), with Student's t of a group fewer than there are; a share's interval is
Wilson's (1927); a further draw's is the prediction interval of a normal variable.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri, stdtrit

from hotcold.evaluation.measure import Measured

GROUPS = 20
LEVEL = 0.95


def groups(n: int) -> NDArray[np.intp]:
    """Return the group (n,) of each of n images; neighbours in order are in different groups."""
    return np.arange(n) % min(GROUPS, n)


def jackknife(value: float, n: int, without: Callable[[int], float], used: int | None = None) -> Measured:
    """Return a value with its interval, from what it would be without each group of images.

    Args:
        value: of all images.
        n: how many; with fewer than three there is no interval.
        without: the value without the images of that group (see `groups`).
        used: n, where it is to be stated.

    """
    if n < 3:
        return Measured(value, n=used)
    parts = np.array([without(group) for group in range(min(GROUPS, n))])
    error = np.sqrt((len(parts) - 1) / len(parts) * ((parts - parts.mean()) ** 2).sum())
    half = float(stdtrit(len(parts) - 1, (1 + LEVEL) / 2) * error)
    return Measured(value, value - half, value + half, used)


def jackknifed_mean(
    values: NDArray[np.floating], scale: float = 1.0, used: int | None = None, power: float = 1.0
) -> Measured:
    """Return ``scale`` times the mean of values (n,), to a power, with the interval of `jackknife`."""
    values, group = values.astype(np.float64), groups(len(values))
    sums, counts = np.bincount(group, values), np.bincount(group)
    total, n = float(sums.sum()), len(values)

    def without(left_out: int) -> float:
        return float((scale * float((total - sums[left_out]) / (n - counts[left_out]))) ** power)

    return jackknife(float((scale * total / n) ** power), n, without, used)


def within_bounds(found: Measured) -> Measured:
    """Return a share with its interval inside 0 and 1: carried over to the logit, or cut off at a share of 0 or 1."""
    value, low, high, used = found
    if not 0 < value < 1:
        return Measured(value, max(low, 0.0), min(high, 1.0), used)
    slope, place = value * (1 - value), logit(value)
    low, high = (float(expit(place + (end - value) / slope)) for end in (low, high))
    return Measured(value, min(low, value), max(high, value), used)  # whatever the last bits are


def share(hits: NDArray[np.bool_], used: int | None = None) -> Measured:
    """Return the share of hits (n,), with Wilson's interval."""
    z2, n = float(ndtri((1 + LEVEL) / 2)) ** 2, len(hits)
    value = float(hits.mean())
    centre = (value + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (value * (1 - value) / n + z2 / (4 * n**2))) ** 0.5 / (1 + z2 / n)
    return Measured(value, max(centre - half, 0.0), min(centre + half, 1.0), used)


def further_draw(values: NDArray[np.floating]) -> Measured:
    """Return the mean of at least two draws (m,), and where one more would lie: by Student's t."""
    m = len(values)
    half = float(stdtrit(m - 1, (1 + LEVEL) / 2) * values.std(ddof=1) * (1 + 1 / m) ** 0.5)
    mean = float(values.mean())
    return Measured(mean, mean - half, mean + half)
