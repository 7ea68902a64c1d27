"""How many images lie within the manifold of real digits, one by one.

Within: as near to one of 2,000 real digits, in feature space and in direction, as 90 % of those are to another; so some
0.85 of new digits do. In place of the classifier's confidence, which noise, blur and the mean digit have too.
"""

from hotcold.evaluation.intervals import share
from hotcold.evaluation.measure import Measured, Scored, check_features
from hotcold.evaluation.neighbours import within_manifold

QUANTITY = "share within the manifold of real digits"
UNIT = ""
DIRECTION = "higher"
INTERVAL = "95 %, Wilson, over generated images"
SEES = "features"
SHARES = ["manifold_share"]


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the share of generated images that are as near to a real digit as real ones are."""
    check_features(real, generated, 2, "manifold_share")
    return share(within_manifold(real, generated.features))
