"""Tabulate what decides the results of each run, what each network costs, and the UNet's blocks (figure 10)."""

from pathlib import Path
from typing import Any

from hotcold.claims.parts.settings_table import SETTINGS, settings_table
from hotcold.config.base import Choice, Name
from hotcold.evaluation.architecture import ARCHITECTURE, NETWORKS, architecture, network_table
from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import write_table


class DescribeStudy(Arguments):
    """Tabulate what decides the results of each run, what each network costs, and the UNet's blocks."""

    runs: dict[str, dict[str, Any]]
    """Settings by run."""

    choices: dict[str, Choice]
    """Networks by name."""

    unet: Name | None = None
    """The one whose blocks are tabulated too."""

    settings: Path
    """Table of the settings to write (.parquet)."""

    networks: Path
    """Table of the networks to write (.parquet)."""

    architecture: Path | None = None
    """Table of that one's blocks to write (.parquet)."""


def main(arguments: DescribeStudy) -> None:
    write_table(settings_table(arguments.runs), arguments.settings, SETTINGS)
    write_table(network_table(arguments.choices), arguments.networks, NETWORKS)
    if arguments.unet and arguments.architecture:
        write_table(architecture(arguments.choices[arguments.unet]), arguments.architecture, ARCHITECTURE)


if __name__ == "__main__":
    run(main, DescribeStudy)
