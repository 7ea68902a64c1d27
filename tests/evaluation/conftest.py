"""What tests of evaluations share: a classifier of random weights, digits, and what it sees in them."""

import pytest
import torch

from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify, save_classifier
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.reference import Reference
from hotcold.evaluation.seen import Seen, look
from hotcold.storage.arrays import Arrays
from tests.own_plugins import own_plugins

__all__ = ["own_plugins"]


@pytest.fixture(scope="session")
def classifier():
    torch.manual_seed(0)
    return DigitClassifier().eval().requires_grad_(False)


@pytest.fixture(scope="session")
def eye(classifier):
    return lambda images: Seen(*classify(classifier, images))


@pytest.fixture(scope="session")
def weights(classifier, tmp_path_factory):
    path = tmp_path_factory.mktemp("features") / "classifier.safetensors"
    save_classifier(path, classifier)
    return path


def some_of(digits, **splits):
    """Return training digits as the arrays of splits, a slice each."""
    parts = ((split, what, part) for split, part in splits.items() for what in ("images", "labels"))
    return Arrays({f"{split}_{what}": getattr(digits, f"train_{what}")[part] for split, what, part in parts})


@pytest.fixture(scope="session")
def splits(digits):
    """Digits of training and validation, and of the test."""
    known = some_of(digits, train=slice(0, 700), validation=slice(700, 900))
    return known, some_of(digits, test=slice(900, 1500))


@pytest.fixture(scope="session")
def reference(splits, eye):
    """Return what the classifier sees in 600 digits of the test and 200 of validation; the latter are unseen."""
    digits, test = splits
    training, unseen = eye(digits["train_images"]).features, look(eye, digits["validation_images"])
    sides = look(eye, test["test_images"]), unseen
    known = [Scored(side.features, side.images, side.probabilities, None, training) for side in sides]
    return Reference("digits", *known, unseen)


@pytest.fixture
def scored(rng):
    """Return features as what metrics take; their images are black."""

    def of(features, **known):
        return Scored(features, rng.integers(0, 1, size=(len(features), 28, 28)).astype("uint8"), **known)

    return of
