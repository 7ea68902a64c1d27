"""The kernel distance between sets of features (Bińkowski et al. 2018): unbiased, so fair at any n.

The squared maximum mean discrepancy with the kernel (x·y/d + 1)³, as torch-fidelity and torchmetrics have it, of all
images at once; of no difference it gives 0 on average, so that it can be negative.
"""

import functools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import groups, jackknife
from hotcold.evaluation.measure import Measured, Scored, check_features

Floats = NDArray[np.float64]

QUANTITY = "kernel distance between generated and real"
UNIT = ""
DIRECTION = "lower"
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t"
SEES = "features"
BLOCK = 500


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the unbiased estimate of the squared maximum mean discrepancy.

    Raises:
        InputError: fewer than two images on either side, or a feature that is not finite.

    """
    check_features(real, generated, 2, "KID")
    x, y = generated.features.astype(np.float64), real.features.astype(np.float64)
    group, n, m = groups(len(x)), len(x), len(y)
    members = np.eye(group.max() + 1)[group]
    counts = members.sum(axis=0)
    among = np.zeros((len(counts), len(counts)))  # sums of the kernel by the groups of both images
    for rows, kernel in _kernel(x, x):
        among += members[rows].T @ (kernel @ members)
    itself = np.bincount(group, ((x * x).sum(axis=1) / x.shape[1] + 1) ** 3)
    across = np.bincount(group, np.concatenate([kernel.sum(axis=1) for _, kernel in _kernel(x, y)]))
    of_real = _among_real(real)

    def distance(pairs: float, to_real: float, images: float) -> float:
        return float(pairs / (images * (images - 1)) + of_real - 2 * to_real / (images * m))

    def without(left_out: int) -> float:
        pairs = among.sum() - 2 * among[left_out].sum() + among[left_out, left_out] - itself.sum() + itself[left_out]
        return distance(pairs, across.sum() - across[left_out], n - counts[left_out])

    return jackknife(distance(among.sum() - itself.sum(), across.sum(), n), n, without)


def _kernel(a: Floats, b: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield the kernel between the rows of a and b, some of a at a time."""
    for first in range(0, len(a), BLOCK):
        rows = slice(first, first + BLOCK)
        inner = a[rows] @ b.T
        inner /= a.shape[1]  # in place: at this size every new array costs as much as what is computed
        inner += 1
        kernel = inner * inner
        kernel *= inner
        yield rows, kernel


@functools.lru_cache(maxsize=4)
def _among_real(real: Scored) -> float:
    """Return the mean of the kernel between two different real images."""
    y = real.features.astype(np.float64)
    total = sum(float(kernel.sum()) for _, kernel in _kernel(y, y))
    itself = (((y * y).sum(axis=1) / y.shape[1] + 1) ** 3).sum()
    return float((total - itself) / (len(y) * (len(y) - 1)))
