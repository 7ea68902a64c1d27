"""What a data set is, wherever it comes from: images and labels of two splits."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotcold.data.files import listing
from hotcold.errors import InputError

SIDE = 28
CLASSES = range(10)


@dataclass(frozen=True)
class Dataset:
    """Images (n, 28, 28) and labels (n,) 0..9, uint8, as published."""

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


def size(shape: Iterable[object]) -> str:
    """Return a shape as it is shown in a message."""
    return " × ".join(map(str, shape))


def checked(source: Path, arrays: Mapping[str, NDArray[Any]], names: Mapping[str, str]) -> Dataset:
    """Return the arrays of a source as a data set.

    Args:
        source: named in errors.
        arrays: by the fields of a data set.
        names: what each of them is called there.

    Raises:
        InputError: a size, a type or a number is not as expected.

    """
    found = listing(f"{names[key]} ({size(array.shape)}, {array.dtype})" for key, array in arrays.items())
    for split in ("train", "test"):
        n = arrays[f"{split}_images"].shape[:1]
        for what, shape, most in (("images", (SIDE, SIDE), 255), ("labels", (), len(CLASSES) - 1)):
            array, name = arrays[f"{split}_{what}"], f"{source}: {names[f'{split}_{what}']}"
            if array.shape != (*n, *shape) or array.dtype.kind not in "ui" or array.size == 0:
                raise InputError(f"{name}: expected {size(('n', *shape))} whole numbers of 0..{most}; {found}")
            unscaled = what == "images" and array.max() <= 1  # black and white as 0 and 1, or no ink at all
            if array.min() < 0 or array.max() > most or unscaled:
                raise InputError(f"{name}: expected {what} of 0..{most}; found {array.min()}..{array.max()}")
    return Dataset(**{key: array.astype(np.uint8) for key, array in arrays.items()})


def upright(data: Dataset, usual: Dataset) -> Dataset:
    """Return images the way up that they usually are: EMNIST's files hold them transposed, as class means show."""
    means, expected = (
        np.stack([each.train_images[each.train_labels == label].mean(axis=0) for label in np.unique(data.train_labels)])
        for each in (data, usual)
    )
    as_is, transposed = (np.square(each - expected).sum() for each in (means, means.swapaxes(1, 2)))
    if 2 * transposed >= as_is:
        return data
    logging.warning("the images are transposed, as those of EMNIST are; they are turned upright")
    train, test = (images.swapaxes(1, 2) for images in (data.train_images, data.test_images))
    return replace(data, train_images=train, test_images=test)
