"""Coverage (Naeem et al. 2020): how many real images have a generated one near, which few of many kinds lack.

Near: nearer than the fifth nearest real neighbour. Of 2,000 images of either side at most; it grows with
the number of generated ones.
"""

import numpy as np

from hotcold.evaluation.intervals import groups, jackknife, within_bounds
from hotcold.evaluation.measure import Measured, Scored, check_features
from hotcold.evaluation.neighbours import neighbourhood

QUANTITY = "share of real images with a generated one near, k = 5"
UNIT = ""
DIRECTION = "higher"
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t on the logit"
SEES = "features"
SHARES = ["coverage"]


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the share of real images with a generated one within their radius."""
    check_features(real, generated, 2, "coverage")
    between, _, radii = neighbourhood(real, generated)
    n, group = len(between), groups(len(between))
    nearest = np.array([between[group == one].min(axis=0) for one in range(group.max() + 1)])

    def without(left_out: int) -> float:
        return float((np.delete(nearest, left_out, axis=0).min(axis=0) < radii).mean())

    return within_bounds(jackknife(float((nearest.min(axis=0) < radii).mean()), n, without, used=n))
