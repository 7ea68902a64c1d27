"""Intervals that figures draw: over seeds where there are enough, else those that a table has over images."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from hotcold.claims.parts.intervals import FEWEST_SEEDS, alike, bounds_of, mean, student
from hotcold.claims.parts.notation import written

MOST = 3  # runs whose numbers are said in words


def summary(rows: pd.DataFrame, by: list[str], value: str = "value") -> pd.DataFrame:
    """Return one row for each ``by``: the mean over seeds as ``value``, its ``low`` and ``high``, and ``seeds``.

    The interval of one seed is over images, where the table has it; two seeds have none, and are shown as points.
    """
    return pd.DataFrame([_row(by, keys, of, value) for keys, of in rows.groupby(by, sort=False, dropna=False)])


def _row(by: list[str], keys: Any, rows: pd.DataFrame, value: str) -> dict[Hashable, Any]:  # noqa: ANN401
    bounds = bounds_of(rows["metric"].iloc[0]) if "metric" in rows else None
    low, high = student(rows[value], bounds)
    if {"low", "high"} <= set(rows):
        if len(rows) == 1:
            low, high = rows["low"].iloc[0], rows["high"].iloc[0]
        elif bounds and alike(rows[value]):
            found = mean(rows, bounds)
            low, high = found.low, found.high
    about: dict[Hashable, Any] = dict(zip(by, keys, strict=True))
    return {**about, "value": rows[value].mean(), "low": low, "high": high, "seeds": len(rows)}


def of_what(seeds: int, over_images: bool = True) -> str:
    """Return in words what an interval of so many seeds is over."""
    if seeds == 1:
        return "one seed, intervals over images" if over_images else "one seed"
    return f"{seeds} seeds, {'intervals over them' if seeds >= FEWEST_SEEDS else 'means without intervals'}"


def listed(rows: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return the values of runs in words, the lowest first; of many runs, the lowest and the highest."""
    rows = rows.sort_values("value")
    said = [f"{labels[row['run']]} {written(row['value'], row['low'], row['high'])}" for row in rows.to_dict("records")]
    return ", ".join(said) if len(said) <= MOST else f"{said[0]} (lowest) to {said[-1]} (highest)"
