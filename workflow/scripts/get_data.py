"""Bring one data set, digits or garments, into the one form that the other steps read."""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from pydantic import PositiveInt

from hotcold.artifacts import write_arrays
from hotcold.cli import Arguments, run
from hotcold.datasets.sources import COLLECTIONS, load


class GetData(Arguments):
    """Bring one data set into the form that the other steps read."""

    name: Literal["digits", "garments"]
    """MNIST or FashionMNIST."""

    source: str = "bundled"
    """bundled, download, or a folder of the four IDX files."""

    train_images: PositiveInt | None = None
    """Keep that many training images only."""

    test_images: PositiveInt | None = None
    """Keep that many held-out images only."""

    resources: Path = Path("resources")
    """Folder of the bundled images."""

    cache: Path = Path("results/downloads")
    """Folder that keeps downloads."""

    output: Path
    """Arrays (.npz): train_images, train_labels, test_images, test_labels."""


def main(arguments: GetData) -> None:
    data = load(COLLECTIONS[arguments.name], arguments.source, arguments.resources, arguments.cache)
    limits = {"train": arguments.train_images, "test": arguments.test_images}
    arrays = {key: array[: limits[key.split("_")[0]]] for key, array in asdict(data).items()}
    logging.info(
        "%s: %d to train on, %d held out",
        arguments.name,
        len(arrays["train_images"]),
        len(arrays["test_images"]),
    )
    write_arrays(arguments.output, arguments.name, arrays, source=arguments.source)


if __name__ == "__main__":
    run(main, GetData)
