"""What tests of evaluations share: a classifier of random weights, digits, and what it sees in them."""

import pytest
import torch

from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify, save_classifier
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.reference import Reference
from hotcold.storage.arrays import Arrays
from tests.own_plugins import own_plugins

__all__ = ["own_plugins"]


@pytest.fixture(scope="session")
def classifier():
    torch.manual_seed(0)
    return DigitClassifier().eval().requires_grad_(False)


@pytest.fixture(scope="session")
def extract(classifier):
    return lambda images: classify(classifier, images)[0]


@pytest.fixture(scope="session")
def weights(classifier, tmp_path_factory):
    path = tmp_path_factory.mktemp("features") / "classifier.safetensors"
    save_classifier(path, classifier)
    return path


@pytest.fixture(scope="session")
def few_digits(digits):
    sizes = {"train": 700, "test": 600}
    names = [f"{split}_{what}" for split in sizes for what in ("images", "labels")]
    return Arrays({name: getattr(digits, name)[: sizes[name.split("_")[0]]] for name in names})


@pytest.fixture(scope="session")
def reference(few_digits, extract):
    sides = (few_digits["test_images"], few_digits["train_images"])
    return Reference("digits", *(Scored(extract(images), images) for images in sides))
