from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold.features.digit_classifier import classify, load_classifier
from hotcold.features.inception import inception_features

FeatureName = Literal["digits", "inception"]


def extract(name: FeatureName, images: NDArray[np.uint8], weights: Path, device: torch.device) -> NDArray[np.float32]:
    """Return features (n, d) of images (n, 28, 28).

    Args:
        name: ``"digits"``, d = 64, or ``"inception"``, d = 2048.
        images: bytes.
        weights: the classifier, or InceptionV3's checked weights.
        device: where the network runs.

    """
    if name == "digits":
        return classify(load_classifier(weights, device), images)[0]
    return inception_features(images, weights, device)
