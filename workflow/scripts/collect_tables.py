"""Put the rows of several tables of the same columns into one, as Parquet and as a text to read."""

from pathlib import Path

from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import concatenate_tables, read_table, write_text_table


class CollectTables(Arguments):
    """Put several tables into one."""

    tables: list[Path]
    """Parquet tables of the same columns."""

    table: Path
    """Table to write (.parquet)."""

    text: Path
    """The same to read (.csv)."""


def main(arguments: CollectTables) -> None:
    concatenate_tables(arguments.tables, arguments.table)
    write_text_table(read_table(arguments.table), arguments.text)


if __name__ == "__main__":
    run(main, CollectTables)
