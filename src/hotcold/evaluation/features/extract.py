"""Features of images, by name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold.config.scores import FeatureName
from hotcold.errors import DamagedError
from hotcold.evaluation.features.digit_classifier import classify, load_classifier
from hotcold.evaluation.features.inception import inception_features, load_inception
from hotcold.storage.atomic import file_sha256

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


def check_weights(reference: Path, made_with: str, weights: Path) -> None:
    """Check that features of real digits were computed with these weights; a distance to others would mean nothing.

    Args:
        reference: the file of the features.
        made_with: the SHA-256 of its weights, as it says.
        weights: the classifier, or InceptionV3's weights.

    Raises:
        DamagedError: they were computed with other weights.

    """
    if made_with != file_sha256(weights):
        raise DamagedError(reference, f"computed with other weights than {weights}")
