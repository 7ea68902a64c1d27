"""Write down what decides the results of each run."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import Column, write_table

SETTINGS = {
    "run": Column("", "name of the run"),
    "setting": Column("", "its key"),
    "value": Column("", "its value, as JSON"),
}


class DescribeRuns(Arguments):
    """Write down what decides the results of each run."""

    runs: dict[str, dict[str, Any]]
    """Settings by run."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: DescribeRuns) -> None:
    rows = [
        {"run": name, "setting": setting, "value": json.dumps(value, sort_keys=True)}
        for name, settings in arguments.runs.items()
        for setting, value in settings.items()
    ]
    write_table(pd.DataFrame(rows), arguments.output, SETTINGS)


if __name__ == "__main__":
    run(main, DescribeRuns)
