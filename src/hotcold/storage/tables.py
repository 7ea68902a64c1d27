"""Tidy Parquet tables whose columns carry their units."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from hotcold.errors import DamagedError, InputError, first_line
from hotcold.storage.atomic import replacing
from hotcold.storage.places import check_place

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
    if path.is_dir():  # which Arrow takes for a table in parts
        raise DamagedError(path, "a folder, not a Parquet table")
    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except FileNotFoundError:
        raise InputError(f"{path}: missing; expected a Parquet table") from None
    except (pa.ArrowException, OSError) as error:
        raise DamagedError(path, f"not a readable Parquet table ({first_line(error)})") from None
    frame: pd.DataFrame = table.to_pandas()
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


def read_rows(paths: Sequence[Path]) -> pd.DataFrame:
    """Read the rows of several tables of the same columns into one.

    Raises:
        InputError: a table cannot be read (see `read_table`), or has other columns than the first.

    """
    frames = [read_table(p) for p in paths]
    columns = set(frames[0].columns)
    for p, frame in zip(paths, frames, strict=True):
        if set(frame.columns) != columns:
            raise DamagedError(p, f"columns {sorted(frame.columns)}, expected {sorted(columns)} as in {paths[0]}")
    return pd.concat(frames, ignore_index=True)


def concatenate_tables(paths: Sequence[Path], path: Path) -> None:
    """Write the rows of several tables of the same columns into one; units and descriptions are kept.

    Raises:
        InputError: see `read_rows`.

    """
    write_table(read_rows(paths), path, table_columns(paths[0]))


def write_text_table(frame: pd.DataFrame, path: Path, introduction: str = "") -> None:
    """Write a table for reading: Markdown after an introduction (``.md``), or CSV (``.csv``)."""
    with replacing(path) as temporary:
        if path.suffix == ".csv":
            frame.to_csv(temporary, index=False, float_format="%.6g")
        else:
            shown = frame.astype(object).where(frame.notna(), None)  # of missing values, only None is shown as such
            body = shown.to_markdown(index=False, floatfmt=".4g", missingval="–")
            temporary.write_text(f"{introduction}\n\n{body}\n".lstrip(), encoding="utf-8")
