"""What a network sees in images: features, and class probabilities where it knows classes."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold.config.scores import FeatureName
from hotcold.evaluation.features.digit_classifier import classify, load_classifier
from hotcold.evaluation.features.inception import inception_features, load_inception
from hotcold.evaluation.measure import Scored

BLOCK = 500  # images at once


class Seen(NamedTuple):
    """Features (n, d), and probabilities (n, 10) or None."""

    features: NDArray[np.float32]
    probabilities: NDArray[np.float32] | None


Eye = Callable[[NDArray[np.uint8]], Seen]


def open_eye(name: FeatureName, weights: Path, device: torch.device) -> Eye:
    """Return the function from images (n, 28, 28), bytes, to what a network sees in them.

    Args:
        name: of its features.
        weights: the classifier, or InceptionV3's checked weights.
        device: where the network runs.

    """
    if name == "digits":
        classifier = load_classifier(weights, device)
        return lambda images: Seen(*classify(classifier, images))
    network = load_inception(weights, device)
    return lambda images: Seen(inception_features(network, images), None)


def look(
    eye: Eye,
    images: NDArray[np.uint8],
    on_images: Callable[[int], object] = lambda _: None,
    starts: NDArray[np.uint8] | None = None,
) -> Scored:
    """Return images (n, 28, 28) with what is seen in them; ``on_images`` is told after each block how many it had."""
    blocks = []
    for first in range(0, len(images), BLOCK):
        blocks.append(eye(images[first : first + BLOCK]))
        on_images(len(blocks[-1].features))
    features, probabilities = zip(*blocks, strict=True)
    known = None if probabilities[0] is None else np.concatenate(probabilities)
    return Scored(np.concatenate(features), images, known, starts)
