"""Put all measurements into one table, as Parquet and, with the goals, as Markdown."""

from pathlib import Path

from hotcold.artifacts import concatenate_tables, read_table, replacing
from hotcold.bench.text import to_text
from hotcold.cli import Arguments, run


class BenchTable(Arguments):
    """Put all measurements into one table."""

    tables: list[Path]
    """Measurements (.parquet)."""

    output: Path
    """All of them (.parquet)."""

    text: Path
    """The same to read (.md)."""


def main(arguments: BenchTable) -> None:
    concatenate_tables(arguments.tables, arguments.output)
    with replacing(arguments.text) as temporary:
        temporary.write_text(to_text(read_table(arguments.output)), encoding="utf-8")


if __name__ == "__main__":
    run(main, BenchTable)
