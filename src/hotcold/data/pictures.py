"""A data set as a folder of PNG images, a folder a class: ``train/3/17.png``, ``test/3/17.png``."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hotcold.data.dataset import CLASSES, SIDE, Dataset, checked
from hotcold.data.files import listing, split_of
from hotcold.errors import InputError, first_line

MODES = ("1", "L", "LA", "P", "RGB", "RGBA")  # of 8 bits at most


def read_pictures(folder: Path, files: Iterable[Path]) -> Dataset:
    """Read those PNG files of a folder. They are shuffled, always alike, because a split keeps the first or the last.

    Raises:
        InputError: an image is damaged or of another kind, its class or split is not known, or one is missing.

    """
    labels: dict[str, dict[Path, int]] = {"train": {}, "test": {}}
    folders = listing(sorted({str(path.parent.relative_to(folder)) for path in files}))
    for path in files:
        split, name = split_of(path.relative_to(folder).parent), path.parent.name
        if split is None or name not in map(str, CLASSES):
            raise InputError(f"{path}: expected PNG images in train/<0..9> and test/<0..9>; {folders}")
        labels[split][path] = int(name)
    arrays = {}
    for split, of_split in labels.items():
        if not of_split:
            raise InputError(f"{folder}: expected PNG images in {split}/<0..9>; {folders}")
        order = np.random.default_rng(0).permutation(len(of_split))
        arrays[f"{split}_images"] = np.stack([read_picture(path) for path in of_split])[order]
        arrays[f"{split}_labels"] = np.array(list(of_split.values()))[order]
    return checked(folder, arrays, {key: key.replace("_", " ") for key in arrays})


def read_picture(path: Path, *formats: str) -> NDArray[np.uint8]:
    """Read a grey image.

    Args:
        path: the file.
        formats: that it may have, as Pillow calls them; PNG, if none is given.

    Raises:
        InputError: it is not whole, of another format or size, of more than 8 bits, in colour or transparent.

    """
    formats = formats or ("PNG",)
    kind = " or ".join(formats)
    expected = f"expected a whole grey {kind} of {SIDE} × {SIDE} with 8 bits"
    try:
        with Image.open(path, formats=formats) as image:
            mode, size = image.mode, image.size
            mode += ", animated" * (getattr(image, "n_frames", 1) > 1)
            right = mode in MODES and size == (SIDE, SIDE)
            pixels = np.asarray(image.convert("RGBA") if right else [])
    except Exception as error:  # whatever a decoder meets in damaged bytes
        raise InputError(f"{path}: not a readable {kind} ({first_line(error)}); {expected}") from None
    if not right:
        raise InputError(f"{path}: {size[0]} × {size[1]} of mode {mode}; {expected}")
    if (pixels[..., :1] != pixels[..., :3]).any() or (pixels[..., 3] < 255).any():
        raise InputError(f"{path}: in colour or transparent; {expected}")
    return pixels[..., 0]
