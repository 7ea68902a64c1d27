"""Three splits: no image in two of them, and none that training or validation has from the test set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold.data.idx import Dataset
from hotcold.data.splits import split
from hotcold.errors import InputError

MOST = st.none() | st.integers(1, 60)


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
