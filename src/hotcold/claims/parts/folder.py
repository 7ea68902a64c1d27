"""The tables of a folder: a study's own, or kept ones."""

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
    paths = {name: folder / f"{name}.parquet" for name in TABLES}
    tables = {name: read_table(path) for name, path in paths.items() if path.is_file()}
    if not tables:
        raise InputError(f"{folder}: none of the tables that claims are judged from: {', '.join(TABLES)}")
    return tables
