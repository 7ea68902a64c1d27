"""How often each digit comes up, and how unlike real digits that is.

``class_0`` to ``class_9`` are the shares that the classifier takes for that digit; ``class_chi2`` is the statistic of
the test whether generated and real digits have the same shares: 9 on average if they have. It is a noncentral χ²
otherwise, whose noncentrality is what it exceeds 9 by.
"""

import numpy as np
from scipy.stats import ncx2

from hotcold.evaluation.intervals import share
from hotcold.evaluation.measure import Measured, Measures, Scored

QUANTITY = "share that the classifier takes for each digit"
UNIT = ""
DIRECTION = "real"
INTERVAL = "95 %, Wilson, over generated images; of χ², where that of as many others would lie"
SEES = "classes"
SHARES = ["class_0", "class_1", "class_2", "class_3", "class_4", "class_5", "class_6", "class_7", "class_8", "class_9"]
FREE = 9  # degrees of freedom
ENDS = (0.025, 0.975)


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
    chi2 = float((differences / (ours + theirs)[there]).sum())
    low, high = (float(ncx2.ppf(end, FREE, max(chi2 - FREE, 0))) for end in ENDS)
    return {**shares, "class_chi2": Measured(chi2, low, high)}
