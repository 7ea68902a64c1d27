"""The tables of a study, read when they are asked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from hotcold.library.paths import given_path
from hotcold.storage.places import tables_in
from hotcold.storage.tables import read_rows, table_columns


class Results(Mapping[str, pd.DataFrame]):
    """The tables of a study by name: ``results.scores`` or ``results["scores"]``, a DataFrame, read once.

    What a column holds is in ``results.scores.attrs["columns"]``: by its name, its unit and its description.
    """

    def __init__(self, files: Mapping[str, list[Path]]) -> None:
        """Take the files of each table; several are put together."""
        self._files = files
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table."""
        if name not in self._read:
            files = self._files[name]
            table = read_rows(files)
            table.attrs["columns"] = {column: dict(of._asdict()) for column, of in table_columns(files[0]).items()}
            self._read[name] = table
        return self._read[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a table."""
        if name.startswith("_") or name not in self._files:
            raise AttributeError(f"no table {name!r}; there are {', '.join(self._files)}")
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._files]

    def __repr__(self) -> str:
        return f"Results({', '.join(self._files)})"


def results(study: str | Path) -> Results:
    """Return the tables of a study.

    Args:
        study: its folder, as ``results/laptop``; a study that is kept, as ``docs/study``; or a folder of tables.

    Raises:
        InputError: there is no such folder, or it has no tables.

    """
    return Results(tables_in(given_path(study, "the folder of a study, as results/laptop")))
