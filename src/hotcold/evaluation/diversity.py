"""Numbers for what a set of samples looks like, from a classifier's probabilities and features."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist
from scipy.stats import entropy

Floats = NDArray[np.floating]

MAX_ROWS = 1000  # pairwise distances grow with the square


def class_shares(probabilities: Floats) -> Floats:
    """Return the share (10,) of samples (n, 10) that each class is most probable for."""
    return np.bincount(probabilities.argmax(axis=1), minlength=10) / len(probabilities)


def class_entropy(shares: Floats) -> float:
    """Return the entropy of class shares in bits: log2(10) = 3.32 if all digits are equally frequent."""
    return float(entropy(shares, base=2))


def confident_share(probabilities: Floats, threshold: float) -> float:
    """Return the share of samples whose most probable class has at least probability ``threshold``."""
    return float((probabilities.max(axis=1) >= threshold).mean())


def mean_pairwise_distance(features: Floats) -> float:
    """Return the mean Euclidean distance between two different rows, of the first 1,000."""
    return float(pdist(features[:MAX_ROWS]).mean())


def changed_share(probabilities: Floats, baseline: Floats, threshold: float) -> float:
    """Return the share of samples that are confidently of another class than their baseline (same row)."""
    other = probabilities.argmax(axis=1) != baseline.argmax(axis=1)
    return float((other & (probabilities.max(axis=1) >= threshold)).mean())
