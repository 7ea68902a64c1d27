"""The tables of a folder: a study's own, or kept ones, which lie in a folder a seed."""

from pathlib import Path

import pandas as pd

from hotcold.claims.parts.needs import TABLES
from hotcold.errors import InputError
from hotcold.storage.places import tables_in
from hotcold.storage.tables import read_rows


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a study, or of a folder of them, that claims are judged from, by name.

    Raises:
        InputError: there is none, or one cannot be read.

    """
    there = tables_in(folder)
    tables = {name: read_rows(there[name]) for name in TABLES if name in there}
    if not tables:
        raise InputError(f"{folder}: none of the tables that claims are judged from: {', '.join(TABLES)}")
    if twice := next((name for name, table in tables.items() if table.duplicated().any()), None):
        raise InputError(f"{folder}: {twice} holds rows twice, as of a copied seed; expected each once")
    return tables
