"""Where a study's files lie, and so what they must say of themselves: a swapped one would count under a wrong name."""

import re
from collections.abc import Mapping
from pathlib import Path

from hotcold.errors import DamagedError

_PLACES = (
    r"runs/(?P<run>[^/]+)/seed-(?P<seed>\d+)/",
    r"runs/[^/]+/seed-\d+/(?:[^/]+/)?epoch-(?P<epoch>\d+)\.\w+$",
    r"metrics/(?P<table>\w+)\.parquet$",
    r"latents/(?P<experiment>[^/]+)\.npz$",
    r"features/(?P<features>\w+)-reference\.npz$",
)


def check_place(path: Path, about: Mapping[str, object]) -> None:
    """Check what a file says of itself (run, seed, epoch, table, experiment, features) against its place in a study.

    A path outside of a study's folders promises nothing.

    Raises:
        DamagedError: the file belongs somewhere else.

    """
    for place in _PLACES:
        found = re.search(place, path.as_posix())
        for key, expected in found.groupdict().items() if found else ():
            if key in about and str(about[key]) != expected:
                raise DamagedError(path, f"holds {key} {about[key]}, expected {expected}")
