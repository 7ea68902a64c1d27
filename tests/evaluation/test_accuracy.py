import numpy as np
import pytest

from hotcold.config.scores import ClassifierSettings
from hotcold.errors import InputError
from hotcold.evaluation.accuracy import CLASSIFIER, accuracy_table
from hotcold.evaluation.features.digit_classifier import classify


def test_shares_are_counted_and_must_exceed_what_is_required(classifier, few_digits):
    expected = [
        np.mean(classify(classifier, few_digits[f"{split}_images"])[1].argmax(1) == few_digits[f"{split}_labels"])
        for split in ("train", "test")
    ]
    table = accuracy_table(classifier, few_digits, ClassifierSettings(seed=3, required_accuracy=0))
    columns = {"seed": [3, 3], "split": ["train", "held_out"], "n": [700, 600], "accuracy": expected}
    assert table.to_dict("list") == columns
    assert list(table) == list(CLASSIFIER)
    with pytest.raises(InputError, match=rf"^classifier\.required_accuracy: {expected[1]:.4f} of the held-out digits"):
        accuracy_table(classifier, few_digits, ClassifierSettings(required_accuracy=expected[1]))
