"""What real digits score, by number of images: computed once, shipped as floor.csv.

`python -m hotcold.library.floor` computes it again and writes it beside this file (minutes).
"""

import functools
from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).parent / "floor.csv"
SIZES = (20, 50, 100, 200, 500, 1000, 2000, 5000)


def floor_of(metric: str, n: int) -> dict[str, float]:
    """Return ``floor``, ``floor_low`` and ``floor_high`` of a metric for n images; NaN where it has none.

    Between the sizes that were computed it is interpolated in 1/n, by which FID falls; beyond them it is the nearest.
    """
    rows = _table().get(metric)
    return {
        name: float("nan") if rows is None else float(np.interp(-1 / n, -1 / rows["n"], rows[column]))
        for name, column in (("floor", "value"), ("floor_low", "low"), ("floor_high", "high"))
    }


@functools.cache
def _table() -> dict[str, pd.DataFrame]:
    table = pd.read_csv(FILE)
    return {str(metric): rows.sort_values("n") for metric, rows in table.groupby("metric")}


def compute(sizes: tuple[int, ...]) -> pd.DataFrame:
    """Return the floor of each of the library's metrics: digits that the classifier has not seen, drawn disjointly."""
    from hotcold.evaluation.reference import Reference, pool
    from hotcold.evaluation.ruler_table import floor_rows
    from hotcold.evaluation.seen import look
    from hotcold.library import scoring
    from hotcold.storage.arrays import Arrays

    eye, real = scoring.ruler()
    unseen = look(eye, pool("digits", True, Arrays({}))[0])
    reference = Reference("digits", real, real, unseen)
    rows = floor_rows(reference, real, scoring.METRICS, sizes)
    return pd.DataFrame(rows)[["metric", "n", "value", "low", "high", "draws"]]


if __name__ == "__main__":
    compute(SIZES).to_csv(FILE, index=False, float_format="%.6g")
