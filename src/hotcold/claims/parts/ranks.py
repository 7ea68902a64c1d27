"""Rank correlation."""

import pandas as pd

from hotcold.claims.parts.verdict import UndecidedError


def rank_correlation(a: pd.DataFrame, b: pd.DataFrame) -> "pd.Series[float]":
    """Return Spearman's correlation of the rows of two tables, a row a seed, over the seeds of both.

    Raises:
        UndecidedError: no seed is in both, or a row has one value alone, which has no ranks.

    """
    seeds = a.index.intersection(b.index)
    if seeds.empty:
        raise UndecidedError("no seed in common")
    found: pd.Series[float] = a.loc[seeds].rank(axis=1).corrwith(b.loc[seeds].rank(axis=1), axis=1)
    if found.isna().any():
        raise UndecidedError("values that are all alike have no ranks")
    return found
