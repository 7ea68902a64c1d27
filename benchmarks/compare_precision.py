"""Put bfloat16 beside float32's spread over seeds: `python docs/compare_precision.py results/precision/metrics`."""

import sys
from pathlib import Path

import pandas as pd

SUFFIX = "-float32"  # of the run that differs in precision only


def final_values(metrics: Path) -> pd.DataFrame:
    """Return run, seed, quantity and value: the last validation loss of the averaged weights, and the sound FID."""
    losses = pd.read_parquet(metrics / "losses.parquet").query("split == 'validation' and weights == 'ema'")
    fid = pd.read_parquet(metrics / "fid.parquet").query("protocol == 'sound'")
    last = losses.loc[losses.groupby(["run", "seed"])["epoch"].idxmax()].rename(columns={"loss": "value"})
    most = fid.loc[fid.groupby(["run", "seed"])["n_generated"].idxmax()]
    rows = pd.concat([last.assign(quantity="validation loss"), most.assign(quantity="FID")])
    return rows[["run", "seed", "quantity", "value"]]


def compare(values: pd.DataFrame) -> pd.DataFrame:
    """Return for every pair of runs and quantity both precisions' values by seed, and whether the means agree.

    They agree if the mean over bfloat16's seeds lies between the least and the greatest of float32's.
    """
    rows = []
    for (run, quantity), ours in values[~values["run"].str.endswith(SUFFIX)].groupby(["run", "quantity"], sort=False):
        theirs = values[(values["run"] == run + SUFFIX) & (values["quantity"] == quantity)]["value"]
        rows.append(
            {
                "run": run,
                "quantity": quantity,
                "float32": _spread(theirs),
                "bfloat16": _spread(ours["value"]),
                "bfloat16's mean within float32's spread": theirs.min() <= ours["value"].mean() <= theirs.max(),
            }
        )
    return pd.DataFrame(rows)


def _spread(values: pd.Series) -> str:
    return f"{values.mean():.4g} ({values.min():.4g} to {values.max():.4g}, {len(values)} seeds)"


if __name__ == "__main__":
    print(compare(final_values(Path(sys.argv[1]))).to_markdown(index=False))
