"""What forbids a conclusion from runs that a figure shows together."""

from collections.abc import Iterable

import pandas as pd

from hotcold.claims.parts.comparable import between

MOST = 4  # settings that are named


def caveat(settings: pd.DataFrame, runs: Iterable[str], *factors: str) -> str:
    """Return in words what else than ``factors`` differs among runs; empty if nothing does, and they compare."""
    named = between(settings, runs, *factors)
    if not named:
        return ""
    rest = f" and {len(named) - MOST} more" if len(named) > MOST else ""
    return f"not comparable: {', '.join(named[:MOST])}{rest} differ{'s' * (len(named) == 1)}"
