"""What a long job has finished so far, kept beside its outputs, so that a job that was killed goes on from there.

Snakemake deletes the outputs of a job that failed; a folder that it does not know of stays.
"""

import fcntl
import hashlib
import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ValidationError

from hotcold.artifacts import file_sha256, replacing
from hotcold.errors import InputError

MANIFEST = "manifest.json"


class _Manifest(BaseModel):
    fingerprint: str
    files: dict[str, str]  # SHA-256 by name


class KeptFiles:
    """A folder of finished files, each counted only once the manifest has its SHA-256.

    Files of other settings, data or code are deleted. If one of them is damaged, the folder is set aside with a
    warning, and the job starts over.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        """Open the folder, or make it.

        Args:
            folder: of this job alone.
            fingerprint: of all that the files depend on (see `fingerprint`).

        Raises:
            InputError: another process works in it.

        """
        self.folder = folder
        self._manifest = _Manifest(fingerprint=fingerprint, files={})
        folder.mkdir(parents=True, exist_ok=True)
        self._lock()
        if self.path(MANIFEST).exists():
            self._open()
        counted = [MANIFEST, *self._manifest.files] if self._manifest.files else []
        for stray in (path for path in folder.iterdir() if path.name not in ("lock", *counted)):
            stray.unlink()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the files that count."""
        return iter(self._manifest.files)

    def path(self, name: str) -> Path:
        """Return where the file of that name lies, or is to be written."""
        return self.folder / name

    def add(self, name: str, *, instead_of: str | None = None) -> None:
        """Count a file that was written; one that it replaces is dropped at the same instant."""
        files = {**self._manifest.files, name: file_sha256(self.path(name))}
        if instead_of not in (None, name):
            files.pop(instead_of, None)
        self._manifest = self._manifest.model_copy(update={"files": files})
        with replacing(self.path(MANIFEST)) as temporary:
            temporary.write_text(self._manifest.model_dump_json())
        if instead_of not in (None, name):
            self.path(instead_of).unlink(missing_ok=True)

    def copy(self, name: str, to: Path) -> None:
        """Copy a file to its final name."""
        with replacing(to) as temporary:
            shutil.copyfile(self.path(name), temporary)

    def discard(self) -> None:
        """Delete the folder: the job is done."""
        shutil.rmtree(self.folder)

    def _open(self) -> None:
        try:
            found = _Manifest.model_validate_json(self.path(MANIFEST).read_bytes())
            damaged = [name for name, sha256 in found.files.items() if not self._holds(name, sha256)]
        except (OSError, ValidationError):
            damaged = [MANIFEST]
        if damaged:
            aside = self.folder.with_name(f"{self.folder.name}.damaged")
            shutil.rmtree(aside, ignore_errors=True)
            self.folder.rename(aside)
            self.folder.mkdir()
            self._lock()
            logging.warning("%s is damaged; set aside as %s, starting over", self.path(damaged[0]), aside)
        elif found.fingerprint != self._manifest.fingerprint:
            logging.info("%s belongs to other settings, data or code: starting over", self.folder)
        else:
            self._manifest = found

    def _holds(self, name: str, sha256: str) -> bool:
        return self.path(name).is_file() and file_sha256(self.path(name)) == sha256

    def _lock(self) -> None:
        """Hold the folder for as long as this process lives."""
        self._held = self.path("lock").open("w")
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"{self.folder}: another process is at this job; expected none. Wait for it, or stop it"
            ) from None
        except OSError as error:  # some shared file systems have no locks
            logging.warning("%s: cannot be locked (%s)", self.folder, os.strerror(error.errno))


def fingerprint(settings: str, files: Iterable[Path]) -> str:
    """Return one SHA-256 of a job's settings and of the content of the files (code, data) it depends on."""
    parts = [settings, *(file_sha256(path) for path in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
