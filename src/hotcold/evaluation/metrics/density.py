"""Density (Naeem et al. 2020): how many real images a generated one lies near to, so that an outlier counts little.

Near: nearer than that image's fifth nearest real neighbour; over five, so that real digits score about 1. Of 2,000
images of either side at most.
"""

from hotcold.evaluation.intervals import jackknifed_mean
from hotcold.evaluation.measure import Measured, Scored, check_features
from hotcold.evaluation.neighbours import K, neighbourhood

QUANTITY = "real images that a generated one is near to, over k = 5"
UNIT = ""
DIRECTION = "real"  # images in the midst of the others score above 1
INTERVAL = "95 %, delete-a-group jackknife over 20 groups of generated images, Student's t"
SEES = "features"


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the mean over generated images of the number of real ones whose radius they are in, over k."""
    check_features(real, generated, 2, "density")
    near = neighbourhood(real, generated)
    return jackknifed_mean((near.between < near.radii).sum(axis=1), 1 / K, used=len(near.between))
