"""Logarithmic axes that a reader need not decode."""

from math import log10

from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, NullLocator

# Which multiples of each decade are labelled, by the decades that an axis spans.
LABELLED = ((0.5, (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)), (1.2, (1, 2, 3, 5, 7)), (3, (1, 2, 5)))
LEAST, MOST = 0.25, 4.0  # decades: below, an axis is labelled as if it were linear; above, by powers


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
