"""IDX files, the format that MNIST and FashionMNIST come in, and the four that make a data set."""

import gzip
import math
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotcold.data.dataset import Dataset, checked, size
from hotcold.data.files import files_in, listing, split_of
from hotcold.errors import InputError

FILES = {
    "train_images": "train-images-idx3-ubyte",
    "train_labels": "train-labels-idx1-ubyte",
    "test_images": "t10k-images-idx3-ubyte",
    "test_labels": "t10k-labels-idx1-ubyte",
}
GZIP = b"\x1f\x8b"
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_DIMENSIONS = {"images": 3, "labels": 1}
Shapes = Mapping[Path, tuple[int, ...] | None]


def unpacked(path: Path) -> bytes:
    """Return a file's bytes, unpacked if it is gzipped.

    Raises:
        InputError: it cannot be read, or its gzip stream is damaged.

    """
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(GZIP) else data
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: not readable ({error}); expected a whole IDX file, gzipped or not") from None


def announced(data: bytes) -> tuple[int, ...] | None:
    """Return the shape that an IDX file's first bytes announce; None if they are of no IDX file."""
    if len(data) < 8 or data[:2] != b"\0\0" or data[2] not in _TYPES or len(data) < 4 + 4 * data[3]:
        return None
    return tuple(int.from_bytes(data[4 * k : 4 * k + 4], "big") for k in range(1, data[3] + 1))


def parse_idx(data: bytes, path: Path) -> NDArray[Any]:
    """Parse an IDX file; ``path`` names it in errors.

    Raises:
        InputError: wrong magic number or a length that the header does not announce.

    """
    shape = announced(data)
    if shape is None:
        raise InputError(f"{path}: starts with 0x{data[:4].hex()}; expected an IDX file (0x00000801 or 0x00000803)")
    kind, start = np.dtype(_TYPES[data[2]]), 4 + 4 * len(shape)
    there, expected = len(data) - start, math.prod(shape) * kind.itemsize
    if there != expected:
        raise InputError(f"{path}: {there:,} bytes of data, expected {expected:,} for {size(shape)}")
    return np.frombuffer(data, dtype=kind, offset=start).reshape(shape)


def write_idx(array: NDArray[np.uint8]) -> bytes:
    """Return an array as the bytes of an IDX file."""
    header = bytes([0, 0, 0x08, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.tobytes()


def shape_of(path: Path) -> tuple[int, ...] | None:
    """Return the shape that a file announces, gzipped or not; None if it is no IDX file."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == GZIP
            file.seek(0)
            return announced((gzip.open(file) if packed else file).read(20))
    except (OSError, EOFError, zlib.error):
        return None


def read_folder(folder: Path, called: str = "") -> Dataset:
    """Read a data set's four IDX files, known by what they hold, their names and, without names, their counts.

    Args:
        folder: where they lie, or folders with them.
        called: pattern of the paths that are meant where several fit.

    Raises:
        InputError: a file is missing or damaged, or images and labels do not fit each other.

    """
    shapes = {path: shape_of(path) for path in files_in(folder)}
    read = {key: _read(folder, key, shapes, called) for key in FILES}
    names = {key: str(path.relative_to(folder)) for key, (path, _) in read.items()}
    return checked(folder, {key: array for key, (_, array) in read.items()}, names)


def _read(folder: Path, key: str, shapes: Shapes, called: str) -> tuple[Path, NDArray[Any]]:
    """Return the one whole file that fits, and its array; of files with the same content the first."""
    fitting = _fitting(folder, key, shapes)
    meant = [path for path in fitting if called and re.search(called, str(path.relative_to(folder)).lower())]
    whole: dict[bytes, tuple[Path, NDArray[Any]]] = {}
    damaged: InputError | None = None
    for path in meant or fitting:
        try:
            data = unpacked(path)
            whole.setdefault(data, (path, parse_idx(data, path)))
        except InputError as error:
            damaged = damaged or error
    if len(whole) == 1:
        return next(iter(whole.values()))
    if whole:
        paths = listing(str(path.relative_to(folder)) for path, _ in whole.values())
        advice = "name the folder of one, or give its four files one"
        raise InputError(f"{folder}: several that differ could be {FILES[key]}; {paths}; {advice}")
    there = listing(f"{path.relative_to(folder)} ({_described(path, shape)})" for path, shape in shapes.items())
    raise damaged or InputError(f"{folder}: no {FILES[key]}, or the like; {there}")


def _fitting(folder: Path, key: str, shapes: Shapes) -> list[Path]:
    split, what = key.split("_")
    counts = {path: shape[0] for path, shape in shapes.items() if shape and len(shape) == _DIMENSIONS[what]}
    splits = {path: split_of(path.relative_to(folder)) for path in counts}
    if not any(splits.values()) and len(set(counts.values())) > 1:  # there are more to train on
        splits = {path: "train" if n == max(counts.values()) else "test" for path, n in counts.items()}
    return [path for path in counts if splits[path] == split]


def _described(path: Path, shape: tuple[int, ...] | None) -> str:
    return size(shape) if shape else f"{path.stat().st_size:,} bytes, no IDX file"
