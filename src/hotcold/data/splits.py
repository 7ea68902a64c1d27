"""Three splits of a data set: to train on, to choose by, to report on."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hotcold.data.idx import Dataset
from hotcold.errors import InputError

Arrays = dict[str, NDArray[np.uint8]]


def split(data: Dataset, source: str, *, train: int | None, validation: int, test: int | None) -> tuple[Arrays, Arrays]:
    """Return the arrays of train and validation, and those of test, by name: ``train_images``, ``train_labels``, ...

    Args:
        data: as published: images to train on, and a test set.
        source: where it came from, for errors.
        train: keep that many training images, the first; None keeps all that validation leaves.
        validation: the last so many of the images to train on.
        test: keep that many test images, the first; None keeps all.

    Raises:
        InputError: validation would leave nothing to train on.

    """
    there = len(data.train_images)
    if validation >= there:
        path = Path(source)
        raise InputError(
            f"{path}: {there} training images, of which data.validation_images = {validation} would leave none;"
            f" expected fewer than {there}"
        )
    rest = there - validation
    parts = {"train": slice(min(rest, train or rest)), "validation": slice(rest, None)}
    seen = {
        f"{name}_{what}": getattr(data, f"train_{what}")[part]
        for name, part in parts.items()
        for what in ("images", "labels")
    }
    return seen, {f"test_{what}": getattr(data, f"test_{what}")[:test] for what in ("images", "labels")}
