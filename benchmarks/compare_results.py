"""Say whether two studies hold the same bits: `python benchmarks/compare_results.py results/one results/other`.

Tensors, arrays and the columns of tables are compared bit by bit; figures, logs and metadata are not. Exits with 1
where something differs.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from safetensors.numpy import load_file

READ = {".safetensors", ".npz", ".parquet"}


def contents(path: Path) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a file by name."""
    if path.suffix == ".safetensors":
        return load_file(path)
    if path.suffix == ".parquet":
        return {name: column.to_numpy() for name, column in pd.read_parquet(path).items()}
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files if name != "metadata"}


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield in words what differs between two folders."""
    files = [{p.relative_to(root) for p in root.rglob("*") if p.suffix in READ} for root in (one, other)]
    for path in sorted(files[0] ^ files[1]):
        yield f"{path}: only in {one if path in files[0] else other}"
    for path in sorted(files[0] & files[1]):
        ours, theirs = contents(one / path), contents(other / path)
        for name in sorted(ours.keys() ^ theirs.keys()):
            yield f"{path}: {name}: only in one of them"
        for name in sorted(ours.keys() & theirs.keys()):
            yield from (f"{path}: {name}: {what}" for what in _different(ours[name], theirs[name]))


def _different(ours: NDArray[np.generic], theirs: NDArray[np.generic]) -> Iterator[str]:
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        yield f"{ours.dtype} {ours.shape} and {theirs.dtype} {theirs.shape}"
    elif np.issubdtype(ours.dtype, np.floating):
        if not np.array_equal(ours, theirs, equal_nan=True):
            yield f"up to {np.nanmax(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-300)):.2g} relative"
    elif not pd.Series(ours.ravel()).equals(pd.Series(theirs.ravel())):
        yield "other values"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    arguments = parser.parse_args()
    found = list(differences(arguments.one, arguments.other))
    print("\n".join(found) or "the same bits")
    sys.exit(bool(found))
