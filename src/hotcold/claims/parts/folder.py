"""The tables of a folder: a study's own, or kept ones, which lie in a folder a seed."""

from pathlib import Path

import pandas as pd

from hotcold.claims.parts.needs import TABLES
from hotcold.errors import InputError
from hotcold.storage.tables import read_table


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a folder that claims are judged from, by name.

    Raises:
        InputError: there is none, or one cannot be read.

    """
    tables = {}
    for name in TABLES:
        paths = [folder / f"{name}.parquet", *sorted(folder.glob(f"seed-*/{name}.parquet"))]
        if parts := [read_table(path) for path in paths if path.is_file()]:
            tables[name] = pd.concat(parts, ignore_index=True)
    if not tables:
        raise InputError(f"{folder}: none of the tables that claims are judged from: {', '.join(TABLES)}")
    return tables
