"""Write down what decides the results of each run."""

from pathlib import Path
from typing import Any

from hotcold.claims.parts.settings_table import SETTINGS, settings_table
from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import write_table


class DescribeRuns(Arguments):
    """Write down what decides the results of each run."""

    runs: dict[str, dict[str, Any]]
    """Settings by run."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: DescribeRuns) -> None:
    write_table(settings_table(arguments.runs), arguments.output, SETTINGS)


if __name__ == "__main__":
    run(main, DescribeRuns)
