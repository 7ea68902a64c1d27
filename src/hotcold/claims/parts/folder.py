"""What a folder holds, a study's own or a kept one: its tables, perhaps of a folder a seed, and its claims."""

from pathlib import Path

import pandas as pd

from hotcold import plugins
from hotcold.claims.parts.needs import TABLES, claims_of, source_of
from hotcold.errors import InputError
from hotcold.storage.places import tables_in
from hotcold.storage.tables import read_rows, read_table


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


def claims_in(folder: Path) -> list[str]:
    """Return the names of the claims of those whom a study judges, or all where it has no table of verdicts."""
    names = plugins.names("claims")
    verdicts = tables_in(folder).get("claims")
    judged = set(read_table(verdicts[0])["claim"]) if verdicts else set(names)
    return claims_of({source_of(name) for name in names if name in judged})
