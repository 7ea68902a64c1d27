"""Three splits of a data set: to train on, to choose by, to report on."""

import numpy as np
from numpy.typing import NDArray

from hotcold.config.data import Needed, check_counts
from hotcold.data.dataset import Dataset
from hotcold.data.files import listing
from hotcold.errors import InputError

Arrays = dict[str, NDArray[np.uint8]]
MIXED = 500  # so many images hardly lack a class by chance
UNSEEN = 10_000  # of MNIST's training digits, the first, are unknown to the classifier that ships


def split(
    data: Dataset, source: str, *, train: int | None, validation: int, test: int | None, needed: Needed | None = None
) -> tuple[Arrays, Arrays]:
    """Return the arrays of train and validation, and those of test, by name: ``train_images``, ``train_labels``, ...

    Args:
        data: as published: images to train on, and a test set.
        source: where it came from, for errors.
        train: keep that many training images, the first; None keeps all that validation leaves.
        validation: so many of the images to train on, the last of the first 10,000.
        test: keep that many test images, the first; None keeps all.
        needed: what is used of those that are kept, at least.

    Raises:
        InputError: there are too few, or a class is missing.

    """
    there = len(data.train_images)
    check_counts(source, (there, len(data.test_images)), train, validation, test, needed or {})
    _check_classes(source, "training files", data.train_labels)
    _check_classes(source, "test files", data.test_labels)
    end = min(there, max(UNSEEN, validation + 2))
    held_out = np.arange(end - validation, end)
    parts = {"train": np.delete(np.arange(there), held_out)[:train], "validation": held_out}
    seen = {
        f"{name}_{what}": getattr(data, f"train_{what}")[part]
        for name, part in parts.items()
        for what in ("images", "labels")
    }
    held = {f"test_{what}": getattr(data, f"test_{what}")[:test] for what in ("images", "labels")}
    for name, labels in (*((name, seen[f"{name}_labels"]) for name in parts), ("test", held["test_labels"])):
        if len(labels) >= MIXED:
            _check_classes(source, f"{len(labels):,} images of {name}, cut from files in the order of classes", labels)
    return seen, held


def _check_classes(source: str, name: str, labels: NDArray[np.uint8]) -> None:
    counts = np.bincount(labels, minlength=10)
    if missing := ", ".join(map(str, np.flatnonzero(counts == 0))):
        found = listing(f"{n} of {label}" for label, n in enumerate(counts) if n)
        raise InputError(f"{source}: no image of {missing} in the {name}; expected all of 0..9; {found}")
