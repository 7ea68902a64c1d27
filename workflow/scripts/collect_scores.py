"""Put the scores of all runs into one table, and their last epochs into a text to read."""

from pathlib import Path

import pandas as pd

from hotcold.claims.parts.notation import written
from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import concatenate_tables, read_table, write_text_table

INTRODUCTION = """Scores after the last epoch, sound protocol, of as many images as there are; value [95 % over images].
The table of the same name (.parquet) has every epoch, split and protocol."""


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
    write_text_table(last_epochs(read_table(arguments.table)), arguments.text, INTRODUCTION)


def last_epochs(scores: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each run, seed, split, weights and features, and a column for each measure."""
    about = ["run", "seed", "split", "weights", "features", "metric"]
    shown = scores[(scores["protocol"] == "sound") & ~scores["metric"].str.fullmatch(r"class_\d")]
    shown = shown.assign(features=shown["features"].replace("pixels", shown["features"].iloc[0]))
    shown = shown.sort_values(["epoch", "n"], kind="stable").drop_duplicates(about, keep="last").sort_index()
    words = [written(row.value, row.low, row.high) for row in shown.itertuples()]
    wide = shown.assign(words=words).set_index(about)["words"].unstack("metric", sort=False)
    return wide.fillna("").reset_index()


if __name__ == "__main__":
    run(main, CollectScores)
