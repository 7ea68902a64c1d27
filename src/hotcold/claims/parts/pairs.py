"""Comparisons of several runs at once: every one of some against every one of others."""

from collections.abc import Mapping, Sequence

import pandas as pd

from hotcold.claims.parts.decisions import Part, both, inside, weakest
from hotcold.claims.parts.intervals import difference
from hotcold.claims.parts.notation import number


def all_higher(values: Mapping[str, pd.DataFrame], higher: Sequence[str], lower: Sequence[str]) -> Part:
    """Return whether each of ``higher`` exceeds each of ``lower``; its interval is that of the pair that decides.

    Args:
        values: by name and seed.
        higher: names of those that are said to be higher.
        lower: names of the others.

    """
    parts = []
    for a in higher:
        for b in lower:
            found = difference(values[a], values[b])
            parts.append(Part(inside(found, low=0), found, f"{a} − {b}: {found.text()}", f"{a} − {b}"))
    parts.sort(key=lambda part: part.interval.value)
    last = weakest(parts)
    means = ", ".join(f"{name} {number(values[name]['value'].mean())}" for name in [*higher, *lower])
    return Part(both(*(part.level for part in parts)), last.interval, f"{means}; {last.text}", last.of)
