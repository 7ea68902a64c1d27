"""Recall (Kynkäänniemi et al. 2019): how many real images lie among generated ones, which few of many kinds lack.

Among: nearer to some generated image than its fifth nearest generated neighbour is. Of 2,000 images of either side at
most; fewer generated ones have larger radii.
"""

from hotcold.evaluation.intervals import groups, jackknife, within_bounds
from hotcold.evaluation.measure import Measured, Scored, check_features
from hotcold.evaluation.neighbours import neighbourhood, radii, radii_without

QUANTITY = "share of real images among generated ones, k = 5"
UNIT = ""
DIRECTION = "higher"
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t on the logit"
SEES = "features"
SHARES = ["recall"]


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the share of real images within the radius of a generated one."""
    check_features(real, generated, 2, "recall")
    between, within, _ = neighbourhood(real, generated)
    reaches = radii_without(within, groups(len(within)))

    def without(left_out: int) -> float:
        return float((between < reaches[left_out][:, None]).any(axis=0).mean())

    value = float((between < radii(within)[:, None]).any(axis=0).mean())
    return within_bounds(jackknife(value, len(between), without, used=len(between)))
