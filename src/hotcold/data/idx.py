"""IDX files, the format that MNIST and FashionMNIST come in."""

import gzip
import math
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hotcold.errors import InputError

FILES = {
    "train_images": "train-images-idx3-ubyte",
    "train_labels": "train-labels-idx1-ubyte",
    "test_images": "t10k-images-idx3-ubyte",
    "test_labels": "t10k-labels-idx1-ubyte",
}
SIDE = 28
_UNSIGNED_BYTE = 0x08


@dataclass(frozen=True)
class Dataset:
    """Images (n, 28, 28) and labels (n,) 0..9, uint8, as published."""

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


def unpacked(path: Path) -> bytes:
    """Return a file's bytes, unpacked if it is gzipped.

    Raises:
        InputError: the file is missing or its gzip stream is damaged.

    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected an IDX file, gzipped or not") from None
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: damaged gzip ({error}); expected a whole gzipped IDX file") from None


def parse_idx(data: bytes, path: Path) -> NDArray[np.uint8]:
    """Parse an IDX file of unsigned bytes; ``path`` names it in errors.

    Raises:
        InputError: wrong magic number or a length that the header does not announce.

    """
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] != _UNSIGNED_BYTE or not 1 <= data[3] <= 4:
        raise InputError(
            f"{path}: starts with 0x{data[:4].hex()}; expected an IDX file of unsigned bytes (0x00000801 or 0x00000803)"
        )
    dimensions = data[3]
    start = 4 + 4 * dimensions
    shape = tuple(int.from_bytes(data[4 * k : 4 * k + 4], "big") for k in range(1, dimensions + 1))
    if len(data) < start or len(data) - start != math.prod(shape):
        size = " × ".join(map(str, shape))
        raise InputError(
            f"{path}: {max(len(data) - start, 0):,} bytes of data, expected {math.prod(shape):,} for {size}"
        )
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes, gzipped or not (see `unpacked` and `parse_idx` for errors)."""
    return parse_idx(unpacked(path), path)


def write_idx(array: NDArray[np.uint8]) -> bytes:
    """Return an array as the bytes of an IDX file."""
    header = bytes([0, 0, _UNSIGNED_BYTE, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.tobytes()


def find(folder: Path, name: str) -> Path:
    """Return the file of that IDX name in ``folder``, gzipped or not.

    Raises:
        InputError: there is neither.

    """
    for candidate in (folder / f"{name}.gz", folder / name):
        if candidate.is_file():
            return candidate
    raise InputError(f"{folder / name}: missing; expected it there, or {name}.gz")


def read_folder(folder: Path) -> Dataset:
    """Read the four IDX files of a folder.

    Raises:
        InputError: a file is missing or damaged, or images and labels do not fit each other.

    """
    paths = {key: find(folder, name) for key, name in FILES.items()}
    arrays = {key: read_idx(path) for key, path in paths.items()}
    for split in ("train", "test"):
        images, labels = arrays[f"{split}_images"], arrays[f"{split}_labels"]
        image_path, label_path = paths[f"{split}_images"], paths[f"{split}_labels"]
        if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or len(images) == 0:
            raise InputError(f"{image_path}: shape {images.shape}, expected (n, {SIDE}, {SIDE})")
        if labels.shape != images.shape[:1]:
            raise InputError(f"{label_path}: shape {labels.shape}, expected {images.shape[:1]}, one label an image")
        if labels.max() > 9:
            raise InputError(f"{label_path}: a label {labels.max()}, expected 0..9")
    return Dataset(**arrays)
