"""Distance to the nearest digit of training: what tells copies from new digits.

``nearest_training`` is the mean distance of generated images in feature space over that of real test digits: 0 of
copies, 1 of new digits, more of images unlike any. ``copied_share`` is the share of images nearer to a digit of
training than 99 % of test digits are, 0.01 of new digits, which a mixture of copies and noise cannot hide.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import jackknifed_mean, share
from hotcold.evaluation.measure import Measures, Scored, check_features
from hotcold.evaluation.neighbours import nearest, spread

QUANTITY = "distance to the nearest training digit over that of test digits"
UNIT = ""
DIRECTION = "real"
INTERVAL = "95 %, over generated images: delete-a-group jackknife with Student's t; of the share Wilson"
SEES = "training"
SHARES = ["copied_share"]
NEAR = 0.01  # share of test digits that would count as copied


def measure(real: Scored, generated: Scored) -> Measures:
    """Return the ratio of the mean distances, and the share of copies."""
    if real.training is None:
        return {}
    check_features(real, generated, 2, "nearest_training")
    usual, distances = _of_real(real), nearest(generated.features, real.training)
    return {
        "nearest_training": jackknifed_mean(distances, 1 / float(usual.mean())),
        "copied_share": share(distances < np.quantile(usual, NEAR)),
    }


@functools.lru_cache(maxsize=4)
def _of_real(real: Scored) -> NDArray[np.float64]:
    assert real.training is not None
    return nearest(spread(real.features), real.training)
