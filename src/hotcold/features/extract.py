from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

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
