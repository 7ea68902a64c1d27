"""What is left of the image that sampling started from: how much more a sample correlates with it than with others.

0 of samples that kept nothing; digits and garments share a place and a size, which correlation with others allows for.
"""

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import groups, jackknife
from hotcold.evaluation.measure import Measures, Scored

QUANTITY = "correlation with the start image beyond that with others"
UNIT = ""
DIRECTION = "lower"
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t"
SEES = "images"


def measure(real: Scored, generated: Scored) -> Measures:
    """Return the mean correlation of samples with their own start less that with the starts of others."""
    if generated.starts is None or len(generated) < 2:
        return {}
    ours, theirs = _standardised(generated.images), _standardised(generated.starts)
    group, n = groups(len(ours)), len(ours)
    own = np.bincount(group, (ours * theirs).sum(axis=1))
    counts = np.bincount(group)
    # Sums over each group of samples, and of starts: the product of two sums is that of all pairs.
    sums = np.array([[side[group == one].sum(axis=0) for side in (ours, theirs)] for one in range(len(own))])
    total = sums.sum(axis=0)

    def beyond(kept: float, sides: NDArray[np.float64], images: int) -> float:
        others = (float(sides[0] @ sides[1]) - kept) / (images * (images - 1))
        return kept / images - others

    def without(left_out: int) -> float:
        return beyond(float(own.sum() - own[left_out]), total - sums[left_out], int(n - counts[left_out]))

    return {"start_remnant": jackknife(beyond(float(own.sum()), total, n), n, without)}


def _standardised(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return images (n, 784) of mean 0 and length 1, so that inner products are correlations; flat ones stay 0."""
    flat = images.reshape(len(images), -1).astype(np.float64)
    flat -= flat.mean(axis=1, keepdims=True)
    lengths = np.sqrt((flat**2).sum(axis=1, keepdims=True))
    return flat / np.where(lengths > 0, lengths, 1)
