"""Compute the features of the real digits once, for every score to come."""

from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hotcold.artifacts import file_sha256, read_arrays, write_arrays
from hotcold.cli import Arguments, run
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device
from hotcold.features.extract import feature_extractor
from hotcold.progress import progress

BLOCK = 500  # images between two updates of the progress bar
MOST_IMAGES = 10_000  # of the training digits, which only give the floor


class ComputeReference(Arguments):
    """Compute the features of the real digits."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    features: Literal["digits", "inception"] = "digits"
    """Which features."""

    weights: Path
    """The digit classifier (.safetensors), or checked InceptionV3 weights (.pth)."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Arrays (.npz): held_out (n, d) and train (m, d), in the digits' order."""


def main(arguments: ComputeReference) -> None:
    device = pick_device(arguments.compute.device)
    digits = read_arrays(arguments.digits, "digits")
    extract = feature_extractor(arguments.features, arguments.weights, device)

    def features(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        with progress(len(images), arguments.features) as bar:
            blocks = []
            for first in range(0, len(images), BLOCK):
                blocks.append(extract(images[first : first + BLOCK]))
                bar.update(len(blocks[-1]))
        return np.concatenate(blocks)

    arrays = {
        "held_out": features(digits["test_images"]),
        "train": features(digits["train_images"][:MOST_IMAGES]),
    }
    weights = file_sha256(arguments.weights)
    write_arrays(arguments.output, "reference", arrays, features=arguments.features, weights=weights)


if __name__ == "__main__":
    run(main, ComputeReference)
