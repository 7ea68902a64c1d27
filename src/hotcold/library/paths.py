"""A path as a user gives it."""

import os
from pathlib import Path

from hotcold.config.base import expanded
from hotcold.errors import InputError


def given_path(path: str | Path, expected: str) -> Path:
    """Return a path of what is there, with ``~`` and environment variables put in.

    Args:
        path: as it was given; an empty text, as an unset variable of a shell, is none.
        expected: what it should be, in words.

    Raises:
        InputError: nothing is there, or no file can have that name.

    """
    place = expanded(str(path))
    if not os.path.exists(place):  # noqa: PTH110 - pathlib takes an empty text for the current folder
        shown = str(path) if str(path).isprintable() and str(path) else repr(str(path))
        raise InputError(f"{shown}: no such file or folder; expected {expected}")
    return Path(place)
