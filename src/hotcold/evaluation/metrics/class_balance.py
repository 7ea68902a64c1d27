"""How often each digit comes up, and how unlike real digits that is.

``class_0`` to ``class_9`` are the shares that the classifier takes for that digit; ``class_chi2`` is the statistic of
the test whether generated and real digits have the same shares: 9 on average if they have.
"""

import numpy as np

from hotcold.evaluation.intervals import share
from hotcold.evaluation.measure import Measured, Measures, Scored

QUANTITY = "share that the classifier takes for each digit"
UNIT = ""
DIRECTION = "real"
INTERVAL = "95 %, Wilson, over generated images"
SEES = "classes"


def measure(real: Scored, generated: Scored) -> Measures:
    """Return the share of each class, and χ² (9 degrees of freedom) of generated against real counts."""
    if real.probabilities is None or generated.probabilities is None:
        return {}
    classes, real_classes = (side.argmax(axis=1) for side in (generated.probabilities, real.probabilities))
    ours, theirs = (np.bincount(found, minlength=10) for found in (classes, real_classes))
    n, m = int(ours.sum()), int(theirs.sum())
    there = ours + theirs > 0
    differences = (ours * (m / n) ** 0.5 - theirs * (n / m) ** 0.5)[there] ** 2
    shares = {f"class_{digit}": share(classes == digit) for digit in range(10)}
    return {**shares, "class_chi2": Measured(float((differences / (ours + theirs)[there]).sum()))}
