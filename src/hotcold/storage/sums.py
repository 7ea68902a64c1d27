"""Files that ship with the package, checked against the SHA256SUMS beside them."""

from collections.abc import Sequence
from pathlib import Path

from hotcold.errors import InputError
from hotcold.storage.atomic import file_sha256

SUMS = "SHA256SUMS"


def checked_file(folder: Path, name: str) -> Path:
    """Return the path of a file, checked.

    Raises:
        InputError: it is missing, or its SHA-256 is not that of SHA256SUMS.

    """
    path, sums = folder / name, folder / SUMS
    mend = "restore it, or install the package again"
    try:
        lines = [line.split() for line in sums.read_text(encoding="utf-8").splitlines()]
        (expected,) = (line[0] for line in lines if line[1:] == [name])
    except (OSError, ValueError):
        raise InputError(f"{sums}: missing or changed; expected the SHA-256 of {name}; {mend}") from None
    if not path.is_file() or file_sha256(path) != expected:
        raise InputError(f"{path}: missing or changed; expected SHA-256 {expected}; {mend}")
    return path


def write_sums(folder: Path, names: Sequence[str]) -> None:
    """Write the SHA256SUMS of files."""
    sums = [f"{file_sha256(folder / name)}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
