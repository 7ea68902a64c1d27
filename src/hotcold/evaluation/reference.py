"""Features of the real digits, computed once for every score to come."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold.config.scores import FeatureName
from hotcold.errors import DamagedError
from hotcold.evaluation.features.extract import Extractor, check_weights, feature_extractor
from hotcold.evaluation.measure import Scored
from hotcold.storage.arrays import Arrays, read_arrays

BLOCK = 500  # images at once
MOST_IMAGES = 10_000  # of the training digits, which only give the floor


@dataclass(frozen=True, eq=False)  # told apart, and kept in caches, by identity
class Reference:
    """Real digits and their features.

    Attributes:
        name: of the features.
        held_out: digits that no model was trained on.
        train: digits of training, which give the floor.

    """

    name: FeatureName
    held_out: Scored
    train: Scored


def extract_in_blocks(
    extract: Extractor, images: NDArray[np.uint8], on_images: Callable[[int], object]
) -> NDArray[np.float32]:
    """Return the features (n, d) of images (n, 28, 28); ``on_images`` is told how many were done."""
    blocks = []
    for first in range(0, len(images), BLOCK):
        blocks.append(extract(images[first : first + BLOCK]))
        on_images(len(blocks[-1]))
    return np.concatenate(blocks)


def reference_features(
    digits: Arrays, extract: Extractor, on_images: Callable[[int], object]
) -> dict[str, NDArray[np.float32]]:
    """Return features of the held-out digits, and of the first of those of training."""
    return {
        "held_out": extract_in_blocks(extract, digits["test_images"], on_images),
        "train": extract_in_blocks(extract, digits["train_images"][:MOST_IMAGES], on_images),
    }


def read_reference(path: Path, digits: Path, weights: Path) -> Reference:
    """Return the reference that was computed from those digits with those weights.

    Raises:
        InputError: a file is missing or damaged, or the features were computed with other weights.

    """
    file, images = read_arrays(path, "reference"), read_arrays(digits, "digits")
    try:
        check_weights(path, file.metadata["weights"], weights)
    except (DamagedError, FileNotFoundError):
        feature_extractor(file.metadata["features"], weights, torch.device("cpu"))  # are they themselves to blame?
        raise
    held_out = Scored(file["held_out"], images["test_images"])
    return Reference(file.metadata["features"], held_out, Scored(file["train"], images["train_images"][:MOST_IMAGES]))
