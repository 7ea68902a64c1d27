import re

import numpy as np
import pytest

from hotcold.config.scores import ClassifierSettings
from hotcold.errors import InputError
from hotcold.evaluation.accuracy import CLASSIFIER, accuracy_table
from hotcold.evaluation.features.digit_classifier import classify


def test_shares_are_counted_and_must_exceed_what_is_required(classifier, splits):
    digits, names = splits[0], ("train", "validation")
    expected = [
        np.mean(classify(classifier, digits[f"{split}_images"])[1].argmax(1) == digits[f"{split}_labels"])
        for split in names
    ]
    table = accuracy_table(classifier, digits, ClassifierSettings(seed=3, required_accuracy=0))
    columns = {"seed": [3, 3], "split": list(names), "n": [700, 200], "accuracy": expected}
    assert table.to_dict("list") == columns
    assert list(table) == list(CLASSIFIER)
    message = re.escape(f"classifier.required_accuracy: {expected[1]:.4f} of the validation digits")
    with pytest.raises(InputError, match=f"^{message}"):
        accuracy_table(classifier, digits, ClassifierSettings(required_accuracy=expected[1]))
