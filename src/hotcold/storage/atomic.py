"""Files that are there whole or not at all."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hotcold.errors import InputError, first_line


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it onto ``path`` if the block succeeds.

    What was written is on the disk before it has its name, so that a power cut does not leave an empty file.

    Raises:
        InputError: it could not be written (disk full, read-only folder); nothing is left of it.

    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.tmp{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb+") as file:  # Windows flushes only what may be written
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else first_line(error)
        raise InputError(f"{path}: could not be written ({reason}); mend that and run again") from error
    finally:
        with suppress(OSError):  # there is none, or a read-only file system does not even look
            temporary.unlink()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
