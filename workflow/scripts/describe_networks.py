"""Tabulate what each network costs, and the blocks of the UNet as built (figure 10)."""

from pathlib import Path

from hotcold.config.base import Choice, Name
from hotcold.evaluation.architecture import ARCHITECTURE, NETWORKS, architecture, network_table
from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import write_table


class DescribeNetworks(Arguments):
    """Tabulate what each network costs, and the blocks of the UNet as built."""

    choices: dict[str, Choice]
    """Networks by name."""

    unet: Name | None = None
    """The one whose blocks are tabulated too."""

    networks: Path
    """Table of the networks to write (.parquet)."""

    architecture: Path | None = None
    """Table of that one's blocks to write (.parquet)."""


def main(arguments: DescribeNetworks) -> None:
    write_table(network_table(arguments.choices), arguments.networks, NETWORKS)
    if arguments.unet and arguments.architecture:
        write_table(architecture(arguments.choices[arguments.unet]), arguments.architecture, ARCHITECTURE)


if __name__ == "__main__":
    run(main, DescribeNetworks)
