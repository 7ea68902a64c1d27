"""A data set as an ``.npz`` file, as Keras ships MNIST."""

import zipfile
from pathlib import Path

import numpy as np

from hotcold.data.dataset import Dataset, checked, size
from hotcold.data.files import listing
from hotcold.errors import InputError, first_line

NAMES = {"train_images": "x_train", "train_labels": "y_train", "test_images": "x_test", "test_labels": "y_test"}


def read_npz(path: Path) -> Dataset:
    """Read the four arrays of a file.

    Raises:
        InputError: one is missing, or the file is damaged or no ``.npz``.

    """
    try:
        if not zipfile.is_zipfile(path):
            raise ValueError("no zip archive")
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: np.asarray(file[name]) for name in file.files}  # of another file in it: bytes
    except Exception as error:  # whatever a reader meets in damaged bytes
        names = ", ".join(NAMES.values())
        raise InputError(f"{path}: not a readable .npz ({first_line(error)}); expected one with {names}") from None
    if missing := [name for name in NAMES.values() if name not in arrays]:
        found = listing(f"{name} ({size(array.shape)})" for name, array in arrays.items())
        raise InputError(f"{path}: no array {', '.join(missing)}; {found}")
    return checked(path, {key: arrays[name] for key, name in NAMES.items()}, NAMES)
