"""Put the scores of all runs into one table, and their last epochs into a text to read."""

from pathlib import Path

from hotcold.claims.parts.notation import written
from hotcold.evaluation.last_scores import INTRODUCTION, last_scores
from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import concatenate_tables, read_table, write_text_table


class CollectScores(Arguments):
    """Put the scores of all runs into one table."""

    tables: list[Path]
    """Scores of some runs each (.parquet)."""

    table: Path
    """Table to write (.parquet)."""

    text: Path
    """Its last epochs to read (.md)."""


def main(arguments: CollectScores) -> None:
    concatenate_tables(arguments.tables, arguments.table)
    write_text_table(last_scores(read_table(arguments.table), written), arguments.text, INTRODUCTION)


if __name__ == "__main__":
    run(main, CollectScores)
