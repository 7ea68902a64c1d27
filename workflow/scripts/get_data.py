"""Bring one data set, digits or garments, into the one form that the other steps read."""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from pydantic import PositiveInt

from hotcold.data.sources import COLLECTIONS, load
from hotcold.steps.command import DOWNLOADS, Arguments, run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import write_arrays


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

    output: Path
    """Arrays to write (.npz): train_images, train_labels, test_images, test_labels."""


def main(arguments: GetData) -> None:
    collection = COLLECTIONS[arguments.name]
    data = load(collection, arguments.source, DOWNLOADS, lambda name: progress(None, name, unit="byte"))
    limits = {"train": arguments.train_images, "test": arguments.test_images}
    arrays = {key: array[: limits[key.split("_")[0]]] for key, array in asdict(data).items()}
    counts = len(arrays["train_images"]), len(arrays["test_images"])
    logging.info("%s: %d to train on, %d held out", arguments.name, *counts)
    write_arrays(arguments.output, arguments.name, arrays, source=arguments.source)


if __name__ == "__main__":
    run(main, GetData)
