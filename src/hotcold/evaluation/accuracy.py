"""How good a digit classifier trained in the study is, whose features score its samples."""

import pandas as pd

from hotcold.config.scores import ClassifierSettings
from hotcold.errors import InputError
from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify
from hotcold.storage.arrays import Arrays
from hotcold.storage.tables import Column

CLASSIFIER = {
    "seed": Column("", "seed of the classifier"),
    "split": Column("", "train, or validation: digits that training did not see"),
    "n": Column("image", "digits classified"),
    "accuracy": Column("", "share classified correctly"),
}
INTRODUCTION = "Accuracy of the digit classifier whose features score the samples."


def accuracy_table(classifier: DigitClassifier, digits: Arrays, settings: ClassifierSettings) -> pd.DataFrame:
    """Return the accuracy on the digits of training and of validation; those of the test stay unread.

    Raises:
        InputError: it is not above what the settings require.

    """
    splits = ("train", "validation")
    classes = {split: classify(classifier, digits[f"{split}_images"])[1].argmax(axis=1) for split in splits}
    table = pd.DataFrame(
        {
            "seed": settings.seed,
            "split": splits,
            "n": [len(digits[f"{split}_labels"]) for split in splits],
            "accuracy": [float((classes[split] == digits[f"{split}_labels"]).mean()) for split in splits],
        }
    )
    share = table["accuracy"].iloc[-1]
    if share <= settings.required_accuracy:
        raise InputError(
            f"classifier.required_accuracy: {share:.4f} of the validation digits are classified correctly,"
            f" expected more than {settings.required_accuracy}; train longer or on more digits"
        )
    return table
