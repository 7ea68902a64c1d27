"""The images that ship with the package."""

import functools
from pathlib import Path

from hotcold.data.dataset import Dataset
from hotcold.data.idx import read_folder
from hotcold.storage.sums import SUMS, checked_file

BUNDLED = Path(__file__).parent / "bundled"


@functools.cache
def bundled(folder: str) -> Dataset:
    """Return the images of ``mnist`` or ``fashion-mnist``.

    Raises:
        InputError: a file is missing or damaged.

    """
    check_sums(BUNDLED, folder)
    return read_folder(BUNDLED / folder)


def check_sums(bundled: Path, folder: str) -> None:
    """Check the files of ``folder`` against SHA256SUMS beside it.

    Raises:
        InputError: a file is missing or differs.

    """
    for line in (bundled / SUMS).read_text(encoding="utf-8").splitlines():
        _, name = line.split()
        if name.startswith(f"{folder}/"):
            checked_file(bundled, name)
