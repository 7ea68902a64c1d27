"""Which files of a folder could belong to a data set, and to which of its splits."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

DEPTH = 4  # how far down, as in mnist/training/3/17.png
MOST_LISTED = 8


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of those in it, from the top down; none that is hidden or named oddly.

    A link that leads back to a folder on the way to it is not followed.
    """
    ways = {folder: {folder.resolve()}}  # to the folders that are entered
    for depth in range(DEPTH):
        for path in sorted(folder.glob("*" + depth * "/*")):
            way, name = ways.get(path.parent, set()), path.name
            if not way or name.startswith((".", "__MACOSX")) or not name.isprintable():
                continue
            if path.is_file():
                yield path
            elif path.is_dir() and path.resolve() not in way:
                ways[path] = {*way, path.resolve()}


def split_of(path: Path) -> str | None:
    """Return the split that a file's name speaks of, or else the nearest folder's that does."""
    for part in reversed(path.parts):
        train, test = (re.search(words, part.lower()) is not None for words in ("train", "test|t10k"))
        if train != test:
            return "train" if train else "test"
    return None


def listing(found: Iterable[str]) -> str:
    """Return what was found as a part of a message, its end cut off where it is long."""
    names = list(found)
    more = len(names) - MOST_LISTED
    return f"found {', '.join(names[:MOST_LISTED]) or 'nothing'}{f' and {more:,} more' if more > 0 else ''}"
