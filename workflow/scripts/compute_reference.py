"""Compute what a network sees in real digits once, for every score to come."""

from pathlib import Path

from hotcold.config.scores import FeatureName
from hotcold.diffusion.device import pick_device
from hotcold.evaluation.reference import see_reference, shipped_seen
from hotcold.evaluation.seen import open_eye
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import read_arrays, write_arrays
from hotcold.storage.atomic import file_sha256


class ComputeReference(OnDevice):
    """Compute what a network sees in real digits."""

    digits_test: Path
    """Digits of the test (.npz)."""

    features: FeatureName = "digits"
    """Which features."""

    weights: Path
    """The digit classifier (.safetensors), or checked InceptionV3 weights (.pth)."""

    shipped: bool = False
    """Whether the weights are those of the classifier that ships: what it saw in MNIST's test digits ships too."""

    output: Path
    """Arrays to write (.npz): features (n, d) of test, validation, train, and of the bundled digits if shipped, and
    probabilities (n, 10) of the classes that a classifier sees, in the digits' order."""


def main(arguments: ComputeReference) -> None:
    digits, test = read_arrays(arguments.digits, "digits"), read_arrays(arguments.digits_test, "digits-test")
    eye = open_eye(arguments.features, arguments.weights, pick_device(arguments.compute.device))
    seen = shipped_seen(arguments.weights) if arguments.shipped else None
    with progress(None, arguments.features) as bar:
        arrays = see_reference(eye, arguments.features, digits, test, seen, bar.update)
    weights = file_sha256(arguments.weights)
    write_arrays(arguments.output, "reference", arrays, features=arguments.features, weights=weights)


if __name__ == "__main__":
    run(main, ComputeReference)
