"""Precision (Kynkäänniemi et al. 2019): how many generated images lie among real ones.

Among: nearer to some real image than its fifth nearest real neighbour is. Of 2,000 images of either side at most.
"""

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.intervals import share
from hotcold.evaluation.measure import Measured, Scored, check_features
from hotcold.evaluation.neighbours import neighbourhood

QUANTITY = "share of generated images among real ones, k = 5"
UNIT = ""
DIRECTION = "higher"
INTERVAL = "95 %, Wilson, over generated images"
SEES = "features"
SHARES = ["precision"]


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the share of generated images within the radius of a real one."""
    check_features(real, generated, 2, "precision")
    near = neighbourhood(real, generated)
    hits: NDArray[np.bool_] = np.any(near.between < near.radii, axis=1)
    return share(hits, used=len(hits))
