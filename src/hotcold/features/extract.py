from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold.artifacts import Arrays, file_sha256, read_arrays
from hotcold.errors import InputError
from hotcold.features.digit_classifier import classify, load_classifier
from hotcold.features.inception import inception_features, load_inception

FeatureName = Literal["digits", "inception"]
Extractor = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def feature_extractor(name: FeatureName, weights: Path, device: torch.device) -> Extractor:
    """Return the function from images (n, 28, 28), bytes, to features (n, d).

    Args:
        name: ``"digits"``, d = 64, or ``"inception"``, d = 2048.
        weights: the classifier, or InceptionV3's checked weights.
        device: where the network runs.

    """
    if name == "digits":
        classifier = load_classifier(weights, device)
        return lambda images: classify(classifier, images)[0]
    network = load_inception(weights, device)
    return lambda images: inception_features(network, images)


def read_reference(path: Path, weights: Path) -> Arrays:
    """Read the features of real digits, as compute_reference.py writes them.

    Args:
        path: the features.
        weights: what they must have been computed with; a distance to those of other weights would mean nothing.

    Raises:
        InputError: the file is missing, damaged, something else, or from other weights.

    """
    reference = read_arrays(path, "reference")
    if reference.metadata["weights"] != file_sha256(weights):
        raise InputError(f"{path}: computed with other weights than {weights}; delete it and run again")
    return reference
