"""The digit classifier that ships with the package, and what it sees in MNIST's test digits: one ruler for all scores.

`build.py` beside this file made both; README.md says from what, and how good the classifier is.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hotcold.errors import InputError
from hotcold.storage.arrays import read_arrays
from hotcold.storage.atomic import file_sha256

HERE = Path(__file__).parent
CLASSIFIER = "classifier.safetensors"
REFERENCE = "test_features.npz"
SUMS = "SHA256SUMS"
KIND = "features of MNIST's test digits"


def shipped_classifier(folder: Path = HERE) -> Path:
    """Return the path of the classifier that ships, checked; `load_classifier` reads it.

    Raises:
        InputError: it is missing, or its SHA-256 is not that of SHA256SUMS.

    """
    return _checked(folder, CLASSIFIER)


def shipped_reference(folder: Path = HERE) -> NDArray[np.float32]:
    """Return its features (10000, 64) of MNIST's test digits, in MNIST's order; the file holds them as halves.

    Raises:
        InputError: they are missing, or their file's SHA-256 is not that of SHA256SUMS.

    """
    features: NDArray[np.float32] = read_arrays(_checked(folder, REFERENCE), KIND)["features"].astype(np.float32)
    return features


def _checked(folder: Path, name: str) -> Path:
    path, sums = folder / name, folder / SUMS
    mend = "restore it, or install the package again"
    try:
        lines = [line.split() for line in sums.read_text(encoding="utf-8").splitlines()]
        (expected,) = (line[0] for line in lines if line[1:] == [name])
    except (OSError, ValueError):
        raise InputError(f"{sums}: missing or changed; expected the SHA-256 of {name}; {mend}") from None
    if not path.is_file() or file_sha256(path) != expected:
        raise InputError(f"{path}: missing or changed; expected SHA-256 {expected}; {mend}")
    return path
