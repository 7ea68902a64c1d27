"""Bring one data set, digits or garments, into the one form that the other steps read."""

import logging
from pathlib import Path

from pydantic import PositiveInt

from hotcold.config.base import Place
from hotcold.config.data import ImageSet, Needed
from hotcold.data.sources import COLLECTIONS, load
from hotcold.data.splits import split
from hotcold.steps.command import Arguments, run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import write_arrays
from hotcold.storage.places import DOWNLOADS


class GetData(Arguments):
    """Bring one data set into the form that the other steps read."""

    name: ImageSet
    """MNIST or FashionMNIST."""

    source: Place = "bundled"
    """bundled, download, or a path: a folder of the four IDX files or of PNG images by class, or an .npz file."""

    train_images: PositiveInt | None = None
    """Keep that many images to train on only."""

    validation_images: PositiveInt
    """Images of validation."""

    test_images: PositiveInt | None = None
    """Keep that many test images only."""

    needed: Needed = {}
    """What is used of a split, at least, and the key that asks for it: {test: [some.key, 8]}."""

    output: Path
    """Arrays to write (.npz): train_images, train_labels, validation_images, validation_labels."""

    test: Path
    """Arrays to write (.npz): test_images, test_labels."""


def main(arguments: GetData) -> None:
    collection = COLLECTIONS[arguments.name]
    data = load(collection, arguments.source, DOWNLOADS, lambda name: progress(None, name, unit="byte"))
    seen, test = split(
        data,
        arguments.source,
        train=arguments.train_images,
        validation=arguments.validation_images,
        test=arguments.test_images,
        needed=arguments.needed,
    )
    counts = [len(images) for name, images in {**seen, **test}.items() if name.endswith("_images")]
    logging.info("%s: %d of training, %d of validation, %d of test", arguments.name, *counts)
    write_arrays(arguments.output, arguments.name, seen, source=arguments.source)
    write_arrays(arguments.test, f"{arguments.name}-test", test, source=arguments.source)


if __name__ == "__main__":
    run(main, GetData)
