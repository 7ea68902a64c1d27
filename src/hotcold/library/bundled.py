"""The digits and garments that ship with the package."""

import numpy as np

from hotcold.config.data import ImageSet
from hotcold.data import shipped
from hotcold.data.dataset import Dataset
from hotcold.data.sources import COLLECTIONS
from hotcold.errors import InputError
from hotcold.library.images import Images, read


def digits(n: int | None = None) -> Images:
    """Return the first n of the 2,000 bundled test digits, which no model that ships was trained on.

    Returns:
        float32 (n, 28, 28) in [0, 1]; all of them without n.

    Raises:
        InputError: there are fewer, or the files are damaged.

    """
    return _first(n, "digits")


def garments(n: int | None = None) -> Images:
    """Return the first n of the 2,000 bundled test garments (FashionMNIST), likewise."""
    return _first(n, "garments")


def bundled(name: ImageSet) -> Dataset:
    """Return all bundled images of that name."""
    return shipped.bundled(COLLECTIONS[name].folder)


def _first(n: int | None, name: ImageSet) -> Images:
    images = bundled(name).test_images
    whole = isinstance(n, int | np.integer) and not isinstance(n, bool)
    if n is not None and not (whole and 1 <= n <= len(images)):
        raise InputError(f"{name}: {n!r} asked for; expected a whole number of 1 to {len(images):,}")
    return read(images[:n])
