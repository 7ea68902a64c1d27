"""Named arrays and words on them, as compressed ``.npz`` files. Nothing here unpickles."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from hotcold.errors import DamagedError, InputError, first_line
from hotcold.storage.atomic import replacing
from hotcold.storage.places import check_place


@dataclass(frozen=True)
class Arrays:
    """Named arrays and what they are: ``arrays["images"]``, ``arrays.metadata["run"]``."""

    arrays: Mapping[str, np.ndarray]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]


def write_arrays(path: Path, kind: str, arrays: Mapping[str, np.ndarray], **metadata: Any) -> None:  # noqa: ANN401
    """Write named arrays, and JSON-able metadata, as a compressed ``.npz``.

    Args:
        path: the file.
        kind: what the arrays are, e.g. ``"samples"``; a reader that wants another kind refuses them.
        arrays: by name.
        metadata: what else there is to say.

    """
    text = np.frombuffer(json.dumps({**metadata, "kind": kind}, sort_keys=True).encode(), dtype=np.uint8)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in {**arrays, "metadata": text}.items():
            with file.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.asanyarray(array), allow_pickle=False)


def read_arrays(path: Path, kind: str) -> Arrays:
    """Read what `write_arrays` wrote.

    Raises:
        InputError: the file is missing, damaged, of another kind, or lies where another file belongs.

    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        metadata = dict(json.loads(arrays.pop("metadata").tobytes()))
    except FileNotFoundError:
        raise InputError(f"{path}: missing; expected an .npz file of arrays") from None
    except Exception as error:  # whatever a reader meets in damaged bytes
        raise DamagedError(path, f"not a readable .npz file of arrays ({first_line(error)})") from None
    if metadata.get("kind") != kind:
        raise DamagedError(path, f"holds {metadata.get('kind', 'something else')}, expected {kind}")
    check_place(path, metadata)
    return Arrays(arrays, metadata)
