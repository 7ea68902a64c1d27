"""Put bfloat16 beside float32's spread: `python benchmarks/compare_precision.py results/precision/metrics`."""

import sys
from pathlib import Path

import pandas as pd

SUFFIX = "-float32"  # of the run that differs in precision only


def final_values(metrics: Path) -> pd.DataFrame:
    """Return run, seed, quantity and value: the last validation loss of the averaged weights, and the sound FID."""
    losses, scores = (pd.read_parquet(metrics / f"{name}.parquet") for name in ("losses", "scores"))
    fid = scores.query("metric == 'fid' and protocol == 'sound' and split == 'test'").assign(quantity="FID")
    validation = losses.query("split == 'validation'").rename(columns={"loss": "value"})
    rows = pd.concat([validation.assign(quantity="validation loss"), fid])
    last = rows["epoch"] == rows.groupby("quantity")["epoch"].transform("max")
    return rows[last & (rows["weights"] == "ema")][["run", "seed", "quantity", "value"]]


def compare(values: pd.DataFrame) -> pd.DataFrame:
    """Return for every pair of runs and quantity both precisions' values by seed, and whether the means agree.

    They agree if the mean over bfloat16's seeds lies between the least and the greatest of float32's.
    """
    by_run = dict(list(values.groupby(["run", "quantity"], sort=False)["value"]))
    return pd.DataFrame(
        {
            "run": run,
            "quantity": quantity,
            "float32": _spread(theirs := by_run[run + SUFFIX, quantity]),
            "bfloat16": _spread(ours),
            "bfloat16's mean within float32's spread": theirs.min() <= ours.mean() <= theirs.max(),
        }
        for (run, quantity), ours in by_run.items()
        if not run.endswith(SUFFIX)
    )


def _spread(values: pd.Series) -> str:
    return f"{values.mean():.4g} [{values.min():.4g}, {values.max():.4g}], {len(values)} seeds"


if __name__ == "__main__":
    print(compare(final_values(Path(sys.argv[1]))).to_markdown(index=False))
