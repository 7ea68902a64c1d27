"""Three splits: no image in two of them, and none that training or validation has from the test set."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold.data.idx import Dataset
from hotcold.data.splits import split
from hotcold.errors import InputError
from tests.data.folders import few

MOST = st.none() | st.integers(1, 60)


def test_validation_digits_of_mnist_are_unknown_to_the_classifier_that_ships():
    """Which was trained on MNIST's training digits from the 10,001st on."""
    order = np.arange(60_000)
    images = np.zeros((len(order), 1, 4), np.uint8)
    images[:, 0] = order[:, None] // 256 ** np.arange(4) % 256
    data = Dataset(images, order.astype(np.uint8) % 10, images[:10_000], order[:10_000].astype(np.uint8) % 10)
    seen, _ = split(data, "mine", train=None, validation=2000, test=None)
    number = {name: seen[f"{name}_images"][:, 0] @ 256 ** np.arange(4) for name in ("train", "validation")}
    assert number["validation"].tolist() == list(range(8_000, 10_000))
    assert number["train"].tolist() == [*range(8_000), *range(10_000, 60_000)]


@given(st.integers(2, 50), st.integers(1, 50), MOST, st.integers(1, 60), MOST)
def test_every_image_is_in_one_split_at_most(there, tests, train, validation, test):
    numbers = np.arange(there + tests, dtype=np.uint8)
    images = np.broadcast_to(numbers[:, None, None], (len(numbers), 28, 28))
    labels = numbers % 10
    data = Dataset(images[:there], labels[:there], images[there:], labels[there:])
    enough = there - validation >= (train or 2) and validation <= there - 2 and tests >= (test or 2)
    if not enough or min(there, tests) < 10:  # fewer lack a class
        with pytest.raises(InputError, match=r"^[^\n]*\bmine( has|: no image of) "):
            split(data, "mine", train=train, validation=validation, test=test)
        return
    seen, held = split(data, "mine", train=train, validation=validation, test=test)
    kept = {**seen, **held}
    drawn = {name: kept[f"{name}_images"][:, 0, 0] for name in ("train", "validation", "test")}
    for name, those in drawn.items():
        np.testing.assert_array_equal(those % 10, kept[f"{name}_labels"])
    assert drawn["train"].tolist() == list(range(train or there - validation))
    assert drawn["validation"].tolist() == list(range(there - validation, there))
    assert drawn["test"].tolist() == list(range(there, there + (test or tests)))


def test_classes_must_be_mixed_where_files_are_cut(digits):
    order = np.argsort(digits.train_labels, kind="stable")
    data = replace(digits, train_images=digits.train_images[order], train_labels=digits.train_labels[order])
    with pytest.raises(InputError, match=r"^mine: no image of 8, 9 in the 6,000 images of train, cut from"):
        split(data, "mine", train=None, validation=2000, test=None)


@pytest.mark.parametrize(
    ("limits", "line"),
    [
        ({"validation": 63}, "data.validation_images: expected at most 62, not 63"),
        ({"train": 60}, "data.train_images: expected at most 55, not 60"),
        ({"test": 33}, "data.test_images: expected at most 32, not 33"),
        ({"needed": {"train": ("gaussianity.images", 56)}}, "gaussianity.images: expected at most 55, not 56"),
        ({"needed": {"test": ("trace.images", 8)}, "test": 7}, "trace.images: expected at most 7, not 8"),
    ],
)
def test_too_few_for_the_config_name_its_key(limits, line, digits):
    with pytest.raises(InputError) as error:
        split(few(digits), "mine", **{"train": None, "validation": 9, "test": None, **limits})
    assert str(error.value) == f"{line}; mine has 64 images to train on and 32 to test on"
