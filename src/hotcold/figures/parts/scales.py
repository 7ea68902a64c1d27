"""Axes that a reader need not decode."""

from math import log10

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, NullLocator
from numpy.typing import ArrayLike

# Which multiples of each decade are labelled, by the decades that an axis spans.
LABELLED = ((0.5, (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)), (1.2, (1, 2, 3, 5, 7)), (3, (1, 2, 5)))
WIDE = 8.0  # times the least value is the greatest, from where on an axis that begins at zero hides the least
LEAST, MOST = 0.25, 4.0  # decades: below, an axis is labelled as if it were linear; above, by powers


def scale_scores(axes: Axes, values: ArrayLike) -> None:
    """Let scores along x begin at zero, so that their intervals can be read, or be logarithmic if they differ much."""
    if np.max(values) > WIDE * np.min(values):
        axes.set_xscale("log")
        plain_log(axes.xaxis)
    else:
        axes.set_xlim(left=0)


def plain_log(axis: Axis, *, powers: bool = False) -> None:
    """Label a logarithmic axis in plain numbers, as many as fit, or powers of ten alone; its limits are final then."""
    low, high = sorted(axis.get_view_interval())
    decades = log10(high / low)
    if decades > MOST:
        return
    if decades < LEAST:
        axis.set_major_locator(MaxNLocator(5))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter("{x:g}")
        return
    multiples = (1,) if powers else next((these for most, these in LABELLED if decades <= most), (1,))
    axis.set_major_locator(LogLocator(subs=multiples, numticks=99))  # else a short axis may have none
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())
    if decades <= LABELLED[0][0]:
        axis.set_minor_locator(NullLocator())
