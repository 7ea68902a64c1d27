"""Compute the features of the real digits once, for every score to come."""

from pathlib import Path

from hotcold.config.scores import FeatureName
from hotcold.diffusion.device import pick_device
from hotcold.evaluation.features.extract import feature_extractor
from hotcold.evaluation.reference import reference_features
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import read_arrays, write_arrays
from hotcold.storage.atomic import file_sha256


class ComputeReference(OnDevice):
    """Compute the features of the real digits."""

    features: FeatureName = "digits"
    """Which features."""

    weights: Path
    """The digit classifier (.safetensors), or checked InceptionV3 weights (.pth)."""

    output: Path
    """Arrays to write (.npz): held_out (n, d) and train (m, d), in the digits' order."""


def main(arguments: ComputeReference) -> None:
    digits = read_arrays(arguments.digits, "digits")
    extract = feature_extractor(arguments.features, arguments.weights, pick_device(arguments.compute.device))
    with progress(None, arguments.features) as bar:
        arrays = reference_features(digits, extract, bar.update)
    weights = file_sha256(arguments.weights)
    write_arrays(arguments.output, "reference", arrays, features=arguments.features, weights=weights)


if __name__ == "__main__":
    run(main, ComputeReference)
