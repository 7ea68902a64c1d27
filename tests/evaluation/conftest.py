"""What tests of evaluations share: a classifier of random weights, digits, and what it sees in them."""

import pytest
import torch

from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify, save_classifier
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.seen import Seen
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


@pytest.fixture(scope="session")
def splits(digits):
    """Digits of training and validation, and of the test."""
    parts = {"train": slice(0, 700), "validation": slice(700, 900), "test": slice(900, 1500)}
    of = {
        split: {f"{split}_{what}": getattr(digits, f"train_{what}")[part] for what in ("images", "labels")}
        for split, part in parts.items()
    }
    return Arrays({**of["train"], **of["validation"]}), Arrays(of["test"])


@pytest.fixture
def scored(rng):
    """Return features as what metrics take; their images are black."""

    def of(features, **known):
        return Scored(features, rng.integers(0, 1, size=(len(features), 28, 28)).astype("uint8"), **known)

    return of
