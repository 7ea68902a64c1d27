"""Tabulate a network as built: every block with its shapes, parameters and multiply-adds (figure 10)."""

from pathlib import Path

from hotcold.config.base import Choice
from hotcold.evaluation.architecture import ARCHITECTURE, architecture
from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import write_table


class DescribeNetwork(Arguments):
    """Tabulate a network as built."""

    network: Choice
    """The network's function and options."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: DescribeNetwork) -> None:
    write_table(architecture(arguments.network), arguments.output, ARCHITECTURE)


if __name__ == "__main__":
    run(main, DescribeNetwork)
