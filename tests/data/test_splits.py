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
    data = Dataset(images[:there], numbers[:there], images[there:], numbers[there:])
    if validation >= there:
        with pytest.raises(
            InputError, match=rf"^mine: {there} training images, .* {validation} .* fewer than {there}$"
        ):
            split(data, "mine", train=train, validation=validation, test=test)
        return
    seen, held = split(data, "mine", train=train, validation=validation, test=test)
    kept = {**seen, **held}
    for name in ("train", "validation", "test"):
        np.testing.assert_array_equal(kept[f"{name}_images"][:, 0, 0], kept[f"{name}_labels"])
    drawn = [*kept["train_labels"], *kept["validation_labels"]]
    assert len(set(drawn)) == len(drawn)
    assert max(drawn) == there - 1
    assert len(kept["train_labels"]) == min(there - validation, train or there)
    assert len(kept["validation_labels"]) == validation
    assert held["test_labels"].tolist() == list(range(there, there + min(tests, test or tests)))
