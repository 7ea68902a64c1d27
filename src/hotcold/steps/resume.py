"""What a long job has done so far, so that one that was killed goes on from there.

It lies in a folder beside the job's outputs: Snakemake deletes the outputs of a job that failed, and leaves
alone a folder that it does not know of.
"""

import hashlib
import logging
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock, Timeout
from torch import Tensor

from hotcold.errors import InputError
from hotcold.storage.atomic import file_sha256, replacing
from hotcold.storage.tensors import opened_tensors, write_tensors

STATE = "state.safetensors"
LOCK = "lock"


class ResumePoint:
    """One file of state, and the finished files that it counts, each by its SHA-256.

    A state of other settings, data or code is deleted. If the state or a file is damaged, the folder is set aside
    with a warning, and the job starts over.

    Attributes:
        tensors: of the state that was kept; empty if there is none.
        about: the words on it, likewise.

    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        """Open the folder, or make it.

        Args:
            folder: of this job alone.
            fingerprint: of all that the state depends on (see `fingerprint`).

        Raises:
            InputError: another process works in it.

        """
        self.folder = folder
        self.tensors: Mapping[str, Tensor] = {}
        self.about: Mapping[str, Any] = {}
        self._fingerprint = fingerprint
        self._finished: dict[str, str] = {}
        self._saved_at = time.monotonic()
        self._lock = FileLock(folder / LOCK, timeout=0)
        self._take()
        if self.path(STATE).exists():
            self._open()
        counted = {LOCK, *([STATE, *self._finished] if self.about else [])}
        for stray in (path for path in folder.iterdir() if path.name not in counted):
            stray.unlink()

    def __contains__(self, name: str) -> bool:
        """Whether a file of that name is finished."""
        return name in self._finished

    def path(self, name: str) -> Path:
        """Return where the file of that name lies, or is to be written."""
        return self.folder / name

    def finish(self, name: str) -> None:
        """Count a file that was written, from the next `save` on."""
        self._finished[name] = file_sha256(self.path(name))

    def save(self, tensors: Mapping[str, Tensor] | None = None, **about: Any) -> None:  # noqa: ANN401
        """Keep the state, in place of the last one."""
        kept = {"fingerprint": self._fingerprint, "finished": self._finished, "about": about}
        write_tensors(self.path(STATE), tensors or {}, **kept)
        self._saved_at = time.monotonic()

    def seconds_since_saved(self) -> float:
        """Return the time since the last save, by a clock that never jumps."""
        return time.monotonic() - self._saved_at

    def deliver(self, outputs: Iterable[Path]) -> None:
        """Copy the finished files to outputs of their names, and delete the folder: the job is done."""
        for output in outputs:
            with replacing(output) as temporary:
                shutil.copyfile(self.path(output.name), temporary)
        self._lock.release()
        shutil.rmtree(self.folder)

    def _take(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise InputError(
                f"{self.folder}: another process is at this job; expected none. Wait for it, or stop it"
            ) from None
        except (OSError, NotImplementedError) as error:  # some shared file systems have no locks
            logging.warning("%s: cannot be locked (%s)", self.folder, error)

    def _open(self) -> None:
        try:
            with opened_tensors(self.path(STATE), "the state of this job") as (tensors, kept):
                found, finished, about = kept["fingerprint"], kept["finished"], kept["about"]
        except InputError:
            self._set_aside(STATE)
            return
        if found != self._fingerprint:
            logging.info("%s belongs to other settings, data or code: starting over", self.folder)
            return
        for name, sha256 in finished.items():
            if not self.path(name).is_file() or file_sha256(self.path(name)) != sha256:
                self._set_aside(name)
                return
        self.tensors, self._finished = tensors, finished
        self.about = {**about, "finished": list(finished)}

    def _set_aside(self, damaged: str) -> None:
        aside = self.folder.with_name(f"{self.folder.name}.damaged")
        shutil.rmtree(aside, ignore_errors=True)
        self._lock.release()
        self.folder.rename(aside)
        self._take()
        logging.warning("%s is damaged; set aside as %s, starting over", self.path(damaged), aside)


def fingerprint(settings: str, code: str, files: Iterable[Path]) -> str:
    """Return one SHA-256 of a job's settings, the meaning of its code and PyTorch's version, and its files' content."""
    parts = [f"{settings} torch {torch.__version__}", code, *(file_sha256(path) for path in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
