"""The images that ship with the package."""

import functools
from pathlib import Path

from hotcold.data.dataset import Dataset
from hotcold.data.idx import FILES, read_folder
from hotcold.storage.sums import checked_file

BUNDLED = Path(__file__).parent / "bundled"


@functools.cache
def bundled(folder: str, where: Path = BUNDLED) -> Dataset:
    """Return the images of ``mnist`` or ``fashion-mnist``, a folder of ``where``.

    Raises:
        InputError: a file is missing or damaged.

    """
    for name in FILES.values():
        checked_file(where, f"{folder}/{name}.gz")
    return read_folder(where / folder)
