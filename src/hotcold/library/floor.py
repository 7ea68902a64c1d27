"""What real digits score, by number of images: computed once, shipped as floor.csv.

`python -m hotcold.library.floor` computes it again and writes it beside this file (minutes).
"""

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).parent / "floor.csv"
SIZES = (20, 50, 100, 200, 500, 1000, 2000, 5000)


def floor_of(module: str, metric: str, n: int) -> dict[str, float]:
    """Return ``floor``, ``floor_low`` and ``floor_high`` of what a module of metrics measures, for n images.

    Between the sizes that were computed it is interpolated in 1/n, by which FID falls; beyond them it is the nearest.
    A module whose floor does not ship is measured now, in seconds.
    """
    from hotcold.library import scoring

    rows = (_shipped() if module in scoring.METRICS else _measured(module, n))[metric]
    return {
        name: float(np.interp(-1 / n, -1 / rows["n"], rows[column]))
        for name, column in (("floor", "value"), ("floor_low", "low"), ("floor_high", "high"))
    }


@functools.cache
def _shipped() -> dict[str, pd.DataFrame]:
    return _by_metric(pd.read_csv(FILE))


@functools.cache
def _measured(module: str, n: int) -> dict[str, pd.DataFrame]:
    return _by_metric(compute((n,), [module]))


def _by_metric(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(metric): rows.sort_values("n") for metric, rows in table.groupby("metric")}


def compute(sizes: Sequence[int], metrics: Sequence[str]) -> pd.DataFrame:
    """Return the floor of modules of metrics, and their name: digits not seen by the classifier, drawn disjointly."""
    from hotcold.evaluation.reference import Reference, pool
    from hotcold.evaluation.ruler_table import floor_rows
    from hotcold.evaluation.seen import look
    from hotcold.library import scoring
    from hotcold.storage.arrays import Arrays

    eye, real = scoring.ruler()
    unseen = look(eye, pool("digits", True, Arrays({}))[0])
    reference = Reference("digits", real, real, unseen)
    rows = floor_rows(reference, real, metrics, sizes)
    return pd.DataFrame(rows)[["module", "metric", "n", "value", "low", "high", "draws"]]


if __name__ == "__main__":
    from hotcold.library.scoring import METRICS

    compute(SIZES, METRICS).drop(columns="module").to_csv(FILE, index=False, float_format="%.6g")
