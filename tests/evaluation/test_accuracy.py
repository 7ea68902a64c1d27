import numpy as np
import pytest

from hotcold.config.scores import ClassifierSettings
from hotcold.errors import InputError
from hotcold.evaluation.accuracy import CLASSIFIER, accuracy_table
from hotcold.evaluation.features.digit_classifier import classify
from hotcold.storage.arrays import Arrays

SIZES = {"train": 700, "validation": 600}


@pytest.fixture(scope="module")
def seen(digits):
    """What the step reads: no digits of the test are among it."""
    first = {"train": 0, "validation": SIZES["train"]}
    return Arrays(
        {
            f"{split}_{what}": getattr(digits, f"train_{what}")[first[split] :][:n]
            for split, n in SIZES.items()
            for what in ("images", "labels")
        }
    )


def test_shares_are_counted_and_must_exceed_what_is_required(classifier, seen):
    expected = [
        np.mean(classify(classifier, seen[f"{split}_images"])[1].argmax(1) == seen[f"{split}_labels"])
        for split in SIZES
    ]
    table = accuracy_table(classifier, seen, ClassifierSettings(seed=3, required_accuracy=0))
    columns = {"seed": [3, 3], "split": ["train", "validation"], "n": [700, 600], "accuracy": expected}
    assert table.to_dict("list") == columns
    assert list(table) == list(CLASSIFIER)
    with pytest.raises(
        InputError, match=rf"^classifier\.required_accuracy: {expected[1]:.4f} of the validation digits"
    ):
        accuracy_table(classifier, seen, ClassifierSettings(required_accuracy=expected[1]))
