"""The files that steps hand to each other: tidy Parquet tables and named arrays.

Every file is written under a temporary name and renamed, so a final name never holds half a file.
Nothing here unpickles: arrays are read with ``allow_pickle=False``.
"""

import hashlib
import json
import math
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from hotcold.errors import DamagedError, InputError
from hotcold.layout import check_place


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
        _flush_to_disk(temporary)
        temporary.replace(path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else _first_line(error)
        raise InputError(f"{path}: could not be written ({reason}); mend that and run again") from error
    finally:
        with suppress(OSError):  # there is none, or a read-only file system does not even look
            temporary.unlink()


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


NAME = b"table"  # a table's name, in the Parquet file's metadata


class Column(NamedTuple):
    """What a table's column holds; stored in the Parquet file's metadata."""

    unit: str  # "" for names and plain numbers
    description: str


def write_table(frame: pd.DataFrame, path: Path, columns: Mapping[str, Column]) -> None:
    """Write a tidy table whose columns are exactly ``columns``, in that order, each with its unit.

    The metadata of each Arrow field carries ``unit`` and ``description``; pandas and DuckDB read the
    file like any other.
    """
    if set(frame.columns) != set(columns):
        raise ValueError(f"{path}: columns {sorted(frame.columns)} are not {sorted(columns)}")
    table = pa.Table.from_pandas(frame[list(columns)], preserve_index=False)
    schema = pa.schema(
        [
            f.with_metadata({"unit": columns[f.name].unit, "description": columns[f.name].description})
            for f in table.schema
        ],
        metadata={**table.schema.metadata, NAME: Path(path).stem},
    )
    with replacing(path) as temporary:
        pq.write_table(table.cast(schema), temporary, write_page_checksum=True)


def read_table(path: Path) -> pd.DataFrame:
    """Read a Parquet table.

    Raises:
        InputError: the file is missing, damaged, not Parquet, or lies where that of another table or run belongs.

    """
    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except FileNotFoundError:
        raise InputError(f"{path}: missing; expected a Parquet table") from None
    except (pa.ArrowException, OSError) as error:
        raise DamagedError(path, f"not a readable Parquet table ({_first_line(error)})") from None
    frame = table.to_pandas()
    check_place(path, {"table": (table.schema.metadata or {}).get(NAME, b"").decode()})
    names = [name for name in ("run", "seed") if name in frame]
    for about in frame[names].drop_duplicates().to_dict("records"):
        check_place(path, about)
    return frame


def table_columns(path: Path) -> dict[str, Column]:
    """Return the units and descriptions that a table carries."""
    return {
        f.name: Column(
            (f.metadata or {}).get(b"unit", b"").decode(),
            (f.metadata or {}).get(b"description", b"").decode(),
        )
        for f in pq.read_schema(path)
    }


def concatenate_tables(paths: Sequence[Path], path: Path) -> None:
    """Write the rows of several tables of the same columns into one; units and descriptions are kept.

    Raises:
        InputError: a table cannot be read (see `read_table`), or has other columns than the first.

    """
    frames = [read_table(p) for p in paths]
    columns = table_columns(paths[0])
    for p, frame in zip(paths, frames, strict=True):
        if set(frame.columns) != set(columns):
            raise DamagedError(p, f"columns {sorted(frame.columns)}, expected {sorted(columns)} as in {paths[0]}")
    write_table(pd.concat(frames, ignore_index=True), path, columns)


def write_text_table(frame: pd.DataFrame, path: Path, introduction: str = "") -> None:
    """Write a table for reading: Markdown after an introduction (``.md``), or CSV (``.csv``)."""
    with replacing(path) as temporary:
        if path.suffix == ".csv":
            frame.to_csv(temporary, index=False, float_format="%.6g")
        else:
            body = frame.to_markdown(index=False, floatfmt=".4g", missingval="–")
            temporary.write_text(f"{introduction}\n\n{body}\n".lstrip(), encoding="utf-8")


@dataclass(frozen=True)
class Stream:
    """An array to be written that never lies in memory whole: its rows come block by block."""

    shape: tuple[int, ...]
    dtype: np.dtype | type
    blocks: Iterator[np.ndarray]


@dataclass(frozen=True)
class Rows:
    """An array in a file that is read block by block (see `open_rows`)."""

    path: Path
    name: str
    shape: tuple[int, ...]
    metadata: Mapping[str, Any]

    def blocks(self, size: int) -> Iterator[np.ndarray]:
        """Yield ``size`` rows at a time; the last block may have fewer.

        Raises:
            InputError: the file is damaged.

        """
        with _readable(self.path), zipfile.ZipFile(self.path) as file, file.open(f"{self.name}.npy") as entry:
            shape, dtype = _read_header(entry)
            for first in range(0, shape[0], size):
                block = (min(size, shape[0] - first), *shape[1:])
                content = entry.read(math.prod(block) * dtype.itemsize)
                yield np.frombuffer(content, dtype=dtype).reshape(block)


@dataclass(frozen=True)
class Arrays:
    """Named arrays and what they are: ``arrays["images"]``, ``arrays.metadata["run"]``."""

    arrays: Mapping[str, np.ndarray]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]


def write_arrays(path: Path, kind: str, arrays: Mapping[str, np.ndarray | Stream], **metadata: Any) -> None:  # noqa: ANN401
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
                if isinstance(array, Stream):
                    _write_stream(entry, array)
                else:
                    np.lib.format.write_array(entry, np.asanyarray(array), allow_pickle=False)


def read_arrays(path: Path, kind: str) -> Arrays:
    """Read what `write_arrays` wrote.

    Raises:
        InputError: the file is missing, damaged, of another kind, or lies where another file belongs.

    """
    with _readable(path):
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        metadata = json.loads(arrays.pop("metadata").tobytes())
    _check_kind(path, kind, metadata)
    return Arrays(arrays, metadata)


def open_rows(path: Path, kind: str, name: str) -> Rows:
    """Open one array of what `write_arrays` wrote, to be read block by block.

    Raises:
        InputError: the file is missing, damaged, of another kind, or lies where another file belongs.

    """
    with _readable(path), np.load(path, allow_pickle=False) as file:
        with file.zip.open(f"{name}.npy") as entry:
            shape, _ = _read_header(entry)
        metadata = json.loads(file["metadata"].tobytes())
    _check_kind(path, kind, metadata)
    return Rows(path, name, shape, metadata)


def _check_kind(path: Path, kind: str, metadata: Mapping[str, Any]) -> None:
    if metadata.get("kind") != kind:
        raise DamagedError(path, f"holds {metadata.get('kind', 'something else')}, expected {kind}")
    check_place(path, metadata)


def _write_stream(entry: IO[bytes], stream: Stream) -> None:
    descr = np.lib.format.dtype_to_descr(np.dtype(stream.dtype))
    np.lib.format.write_array_header_1_0(entry, {"descr": descr, "fortran_order": False, "shape": stream.shape})
    rows = 0
    for block in stream.blocks:
        if block.shape[1:] != stream.shape[1:] or block.dtype != stream.dtype:
            raise ValueError(f"a block of {block.dtype} {block.shape} in a stream of {stream.dtype} {stream.shape}")
        entry.write(np.ascontiguousarray(block).data)
        rows += len(block)
    if rows != stream.shape[0]:
        raise ValueError(f"{rows} rows in a stream of {stream.shape[0]}")


def _read_header(entry: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    if np.lib.format.read_magic(entry) != (1, 0):
        raise ValueError("not an array of the first .npy version")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(entry)
    if fortran_order or dtype.hasobject:
        raise ValueError("not an array of plain rows")
    return shape, dtype


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn whatever goes wrong while an ``.npz`` file is read into one line that names it."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{path}: missing; expected an .npz file of arrays") from None
    except (ValueError, EOFError, OSError, KeyError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise DamagedError(path, f"not a readable .npz file of arrays ({_first_line(error)})") from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
