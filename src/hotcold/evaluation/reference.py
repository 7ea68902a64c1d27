"""What networks see in real digits, computed once for every score to come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold.config.sampling import Split
from hotcold.config.scores import FeatureName
from hotcold.data.shipped import bundled
from hotcold.errors import DamagedError
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.features.ruler import shipped_reference
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.seen import Eye, Seen, look, open_eye
from hotcold.storage.arrays import Arrays, read_arrays
from hotcold.storage.atomic import file_sha256

MOST_TRAINING = 10_000  # training digits that InceptionV3 looks at, for the floor
Pool = tuple[NDArray[np.uint8], NDArray[np.uint8]]  # images and labels


@dataclass(frozen=True, eq=False)
class Reference:
    """Real digits that samples are compared with, and what a network sees in them.

    Attributes:
        name: of the features.
        test: digits that neither a model nor, if it ships, the classifier was chosen or trained on.
        validation: digits that choices are made on.
        unseen: digits that the network was not trained on, for the floor; their order is that of `pool`.

    """

    name: FeatureName
    test: Scored
    validation: Scored
    unseen: Scored

    def of(self, split: Split) -> Scored:
        """Return the digits that samples of that split are compared with."""
        return self.test if split == "test" else self.validation


def see_reference(
    eye: Eye,
    name: FeatureName,
    digits: Arrays,
    test: Arrays,
    shipped: Seen | None,
    on_images: Callable[[int], object],
) -> dict[str, NDArray[np.float32]]:
    """Return the arrays of a reference's file.

    Args:
        eye: what sees.
        name: of its features.
        digits: of training and validation.
        test: of the test.
        shipped: what it saw in MNIST's test digits, if it is the classifier that ships.
        on_images: told how many images were looked at.

    """
    training = digits["train_images"][: MOST_TRAINING if name == "inception" else None]
    sides: dict[str, Scored | Seen] = {
        "test": shipped or look(eye, test["test_images"], on_images),
        "validation": look(eye, digits["validation_images"], on_images),
        "train": look(eye, training, on_images),
    }
    if shipped:
        sides["unseen"] = look(eye, pool("digits", True, digits)[0], on_images)
    arrays = {f"{side}_features": seen.features for side, seen in sides.items()}
    for side, seen in sides.items():
        if seen.probabilities is not None:
            arrays[f"{side}_probabilities"] = seen.probabilities
    return arrays


def shipped_seen(classifier: Path) -> Seen:
    """Return what the classifier that ships, at that path, sees in MNIST's test digits.

    Its features (10000, 64) ship too; the class probabilities (10000, 10) follow from them.
    """
    features = shipped_reference()
    with torch.inference_mode():
        logits = load_classifier(classifier, torch.device("cpu")).output(torch.from_numpy(features))
        return Seen(features, np.asarray(logits.softmax(dim=1)))


def pool(name: FeatureName, shipped: bool, digits: Arrays) -> Pool:
    """Return the images and labels that give the floor: digits that the network was not trained on.

    For the classifier that ships they are the package's own, from the last to the first: those that a study of them
    tests on, chooses by, and trains on, in this order.
    """
    if shipped:
        data = bundled("mnist")
        images, labels = (
            np.concatenate([getattr(data, f"test_{what}")[::-1], getattr(data, f"train_{what}")[::-1]])
            for what in ("images", "labels")
        )
        return images, labels
    if name == "digits":
        return digits["validation_images"], digits["validation_labels"]
    return digits["train_images"][:MOST_TRAINING], digits["train_labels"][:MOST_TRAINING]


def read_reference(path: Path, digits: Path, digits_test: Path, weights: Path) -> Reference:
    """Return the reference that was computed from those digits with those weights.

    Args:
        path: as compute_reference.py writes it (.npz).
        digits: of training and validation, which it was computed from.
        digits_test: of the test.
        weights: of the network.

    Raises:
        InputError: a file is missing or damaged, or the features were computed with other weights.

    """
    file, images = read_arrays(path, "reference"), read_arrays(digits, "digits")
    test = read_arrays(digits_test, "digits-test")["test_images"]
    name: FeatureName = file.metadata["features"]
    try:
        if file.metadata["weights"] != file_sha256(weights):
            raise DamagedError(path, f"computed with other weights than {weights}")
    except (DamagedError, FileNotFoundError):
        open_eye(name, weights, torch.device("cpu"))  # are they themselves to blame?
        raise
    known: dict[str, Any] = {"training": file["train_features"]} if name == "digits" else {}
    unseen_images = pool(name, "unseen_features" in file.arrays, images)[0]
    unseen = "unseen" if "unseen_features" in file.arrays else {"digits": "validation", "inception": "train"}[name]
    return Reference(
        name,
        replace(_side(file, "test", test), **known),
        replace(_side(file, "validation", images["validation_images"]), **known),
        _side(file, unseen, unseen_images),
    )


def _side(file: Arrays, side: str, images: NDArray[np.uint8]) -> Scored:
    return Scored(file[f"{side}_features"], images, file.arrays.get(f"{side}_probabilities"))
