"""How good the digit classifier is whose features score the samples."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold.config.scores import ClassifierSettings
from hotcold.errors import InputError
from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify
from hotcold.storage.arrays import Arrays
from hotcold.storage.tables import Column

CLASSIFIER = {
    "seed": Column("", "seed of the classifier"),
    "split": Column("", "train, or held_out: digits that training did not see"),
    "n": Column("image", "digits classified"),
    "accuracy": Column("", "share classified correctly"),
}
INTRODUCTION = "Accuracy of the digit classifier whose features score the samples."


def accuracy_table(classifier: DigitClassifier, digits: Arrays, settings: ClassifierSettings) -> pd.DataFrame:
    """Return the accuracy on the digits of training and on those held out.

    Raises:
        InputError: it is not above what the settings require.

    """
    shares = {
        "train": _accuracy(classifier, digits["train_images"], digits["train_labels"]),
        "held_out": _accuracy(classifier, digits["test_images"], digits["test_labels"]),
    }
    if shares["held_out"] <= settings.required_accuracy:
        raise InputError(
            f"classifier.required_accuracy: {shares['held_out']:.4f} of the held-out digits are classified correctly,"
            f" expected more than {settings.required_accuracy}; train longer or on more digits"
        )
    sizes = {"train": len(digits["train_labels"]), "held_out": len(digits["test_labels"])}
    rows = [
        {"seed": settings.seed, "split": split, "n": sizes[split], "accuracy": share} for split, share in shares.items()
    ]
    return pd.DataFrame(rows)


def _accuracy(classifier: DigitClassifier, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> float:
    _, probabilities = classify(classifier, images)
    return float((probabilities.argmax(axis=1) == labels).mean())
