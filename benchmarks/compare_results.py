"""Say whether two studies hold the same bits: `python benchmarks/compare_results.py results/one results/other`.

Tensors, arrays and the columns of tables are compared bit by bit; figures, logs and metadata are not. Exits with 1
where something differs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from safetensors.numpy import load_file

READ = {
    ".safetensors": load_file,
    ".npz": lambda path: {
        name: array for name, array in np.load(path, allow_pickle=False).items() if name != "metadata"
    },
    ".parquet": lambda path: {name: column.to_numpy() for name, column in pd.read_parquet(path).items()},
}


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield in words what differs between two folders."""
    files = [{p.relative_to(root) for p in root.rglob("*") if p.suffix in READ} for root in (one, other)]
    for path in sorted(files[0] | files[1]):
        if path not in files[0] & files[1]:
            yield f"{path}: only in {one if path in files[0] else other}"
            continue
        ours, theirs = (READ[path.suffix](root / path) for root in (one, other))
        for name in sorted(ours.keys() | theirs.keys()):
            what = "only in one of them"
            if name in ours.keys() & theirs.keys():
                what = _difference(ours[name], theirs[name])
            if what:
                yield f"{path}: {name}: {what}"


def _difference(ours: np.ndarray, theirs: np.ndarray) -> str:
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return f"{ours.dtype} {ours.shape} and {theirs.dtype} {theirs.shape}"
    if not np.issubdtype(ours.dtype, np.floating):
        return "" if pd.Series(ours.ravel()).equals(pd.Series(theirs.ravel())) else "other values"
    if np.array_equal(ours, theirs, equal_nan=True):
        return ""
    return f"up to {np.nanmax(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-300)):.2g} relative"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    found = list(differences(*map(Path, sys.argv[1:])))
    print("\n".join(found) or "the same bits")
    sys.exit(bool(found))
