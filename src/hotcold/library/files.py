"""Images from files: a folder of pictures, .npy, .npz."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotcold.data.dataset import size
from hotcold.data.files import files_in, listing
from hotcold.data.pictures import read_picture
from hotcold.data.pixels import to_unit
from hotcold.errors import InputError, first_line
from hotcold.library.images import SIDE, Images, read
from hotcold.library.paths import given_path

EXPECTED = "a folder of PNG or JPEG pictures, .npy or .npz"
PICTURES = (".png", ".jpg", ".jpeg")
FORMATS = ("PNG", "JPEG")
USUAL = "images"  # the array that is meant where a file has several


def read_images(path: str | Path, array: str | None = None) -> Images:
    """Read images of 28 × 28 from a file or a folder. Nothing is unpickled.

    Args:
        path: a folder of grey PNG or JPEG pictures, in folders of its own or not, which are sorted by name; a ``.npy``
            or ``.npz`` file of images as `hotcold.score` takes them; or samples of a study
            (``results/.../samples/*.npz``).
        array: the name of the array in an ``.npz`` file, as ``x_test`` in Keras' ``mnist.npz``. It may be left out
            where it is ``images``, or where there is one.

    Returns:
        float32 (n, 28, 28) in [0, 1].

    Raises:
        InputError: there is no such file, or it holds something else.

    """
    path = given_path(path, EXPECTED)
    suffix = "" if path.is_dir() else path.suffix.lower()
    if array is not None and suffix != ".npz":
        raise InputError(f"{path}: no array {array}; expected an .npz file, since an array is named")
    if path.is_dir():
        return _read_folder(path)
    if suffix not in (".npy", ".npz"):
        raise InputError(f"{path}: of another kind; expected {EXPECTED}")
    try:
        loaded = np.load(path, allow_pickle=False)
        arrays = {name: np.asarray(loaded[name]) for name in loaded.files} if suffix == ".npz" else {"": loaded}
        if not all(isinstance(one, np.ndarray) for one in arrays.values()):
            raise ValueError("another kind of file by that name")
    except Exception as error:  # whatever a reader meets in damaged bytes
        raise InputError(f"{path}: not a readable {suffix} file ({first_line(error)})") from None
    limit = _pixel_limit(arrays)
    chosen = _chosen(path, arrays, array)
    images = arrays[chosen]
    if limit is not None and images.dtype.kind == "f":
        images = to_unit(images, limit).clip(0, 1)
    return read(images, f"{path}{chosen and f': {chosen}'}")


def _read_folder(folder: Path) -> Images:
    files = [path for path in files_in(folder) if path.suffix.lower() in PICTURES]
    if not files:
        found = listing(sorted({path.suffix or path.name for path in files_in(folder)}))
        raise InputError(f"{folder}: no pictures; expected PNG or JPEG files of {SIDE} × {SIDE}; {found}")
    return read(np.stack([read_picture(path, *FORMATS) for path in sorted(files)]))


def _pixel_limit(arrays: dict[str, NDArray[Any]]) -> float | None:
    """Return the limit of the space that a study's samples are in; None for images of anybody else."""
    try:
        about = json.loads(arrays.pop("metadata").tobytes())
        return float(about["pixel_limit"]) if about["kind"] == "samples" else None
    except (KeyError, TypeError, ValueError):
        return None


def _chosen(path: Path, arrays: dict[str, NDArray[Any]], wanted: str | None) -> str:
    found = listing(f"{name} ({size(array.shape)}, {array.dtype})" for name, array in arrays.items())
    if wanted is not None and wanted not in arrays:
        raise InputError(f"{path}: no array {wanted}; {found}")
    fitting = [name for name, array in arrays.items() if array.ndim > 2 and array.shape[-2:] == (SIDE, SIDE)]
    chosen = wanted if wanted is not None else USUAL if USUAL in fitting else None
    if chosen is None and len(fitting) > 1:
        raise InputError(f"{path}: several arrays of images; expected the name of one; {found}")
    if chosen is None and not fitting and path.suffix.lower() == ".npz":
        raise InputError(f"{path}: no array of images n × {SIDE} × {SIDE}; {found}")
    return chosen if chosen is not None else next(iter(fitting), "")
