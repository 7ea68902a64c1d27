"""The digit classifier that ships with the package, and what it sees in MNIST's test digits: one ruler for all scores.

`build.py` beside this file made both; README.md says from what, and how good the classifier is.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hotcold.storage.arrays import read_arrays
from hotcold.storage.sums import checked_file

HERE = Path(__file__).parent
CLASSIFIER = "classifier.safetensors"
REFERENCE = "test_features.npz"
KIND = "features of MNIST's test digits"


def shipped_classifier(folder: Path = HERE) -> Path:
    """Return the path of the classifier that ships, checked; `load_classifier` reads it.

    Raises:
        InputError: it is missing, or its SHA-256 is not that of SHA256SUMS.

    """
    return checked_file(folder, CLASSIFIER)


def shipped_reference(folder: Path = HERE) -> NDArray[np.float32]:
    """Return its features (10000, 64) of MNIST's test digits, in MNIST's order; the file holds them as halves.

    Raises:
        InputError: they are missing, or their file's SHA-256 is not that of SHA256SUMS.

    """
    features: NDArray[np.float32] = read_arrays(checked_file(folder, REFERENCE), KIND)["features"].astype(np.float32)
    return features
