"""What networks see in real digits: stored with, and read for, the digits it belongs to."""

import numpy as np
import pytest

from hotcold.evaluation import reference, seen
from hotcold.storage.arrays import write_arrays
from hotcold.storage.atomic import file_sha256


def test_blocks_show_what_the_whole_shows(splits, eye, monkeypatch):
    monkeypatch.setattr(seen, "BLOCK", 64)
    images, told = splits[1]["test_images"][:150], []
    scored = seen.look(eye, images, told.append, starts=images[::-1])
    expected = eye(images)
    np.testing.assert_allclose(scored.features, expected.features, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(scored.probabilities, expected.probabilities, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(scored.starts, images[::-1])
    assert told == [64, 64, 22]
    without_classes = seen.look(lambda block: seen.Seen(eye(block).features, None), images)
    assert without_classes.probabilities is None


@pytest.fixture
def stored(splits, weights, tmp_path):
    """Return the reference of a network, by way of its file."""

    def reference_of(eye, name="digits", shipped=None):
        arrays = reference.see_reference(eye, name, *splits, shipped, lambda _: None)
        paths = [tmp_path / f"{kind}.npz" for kind in ("reference", "digits", "digits-test")]
        write_arrays(paths[0], "reference", arrays, features=name, weights=file_sha256(weights))
        for path, side in zip(paths[1:], splits, strict=True):
            write_arrays(path, path.stem, side.arrays)
        return reference.read_reference(*paths, weights)

    return reference_of


def test_a_classifier_of_ones_own_has_its_floor_from_validation(stored, splits, eye):
    (digits, test), read = splits, stored(eye)
    assert (read.name, read.of("test"), read.of("validation")) == ("digits", read.test, read.validation)
    sides = {"test": test["test_images"], "validation": digits["validation_images"]}
    for scored, images in ((read.test, sides["test"]), (read.validation, sides["validation"])):
        np.testing.assert_array_equal(scored.images, images)
        np.testing.assert_allclose(scored.features, eye(images).features, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(scored.probabilities, eye(images).probabilities, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(scored.training, eye(digits["train_images"]).features, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(read.unseen.images, digits["validation_images"])
    np.testing.assert_array_equal(read.unseen.features, read.validation.features)


def test_the_classifier_that_ships_has_its_floor_from_the_bundled_digits(stored, splits, eye, digits):
    """What is tested on comes first, what is trained on last; the test's features are those that ship."""
    shipped = seen.Seen(np.ones((5000, 64), np.float32), np.eye(10, dtype=np.float32)[np.zeros(5000, dtype=int)])
    read = stored(eye, shipped=shipped)
    assert (len(read.test), len(read.test.images)) == (5000, 600)
    assert (read.test.features == 1).all()
    assert len(read.test.first(1000)) == len(read.test.first(1000).probabilities) == 1000
    np.testing.assert_array_equal(read.unseen.images[:2000], digits.test_images[::-1])
    np.testing.assert_array_equal(read.unseen.images[2000:], digits.train_images[::-1])
    _, labels = reference.pool("digits", True, splits[0])
    assert (labels[[0, 9999]] == [digits.test_labels[-1], digits.train_labels[0]]).all()
    some = [0, 1999, 2000, 9999]
    expected = eye(np.ascontiguousarray(read.unseen.images[some])).features
    np.testing.assert_allclose(read.unseen.features[some], expected, rtol=1e-4, atol=1e-5)


def test_inception_has_its_floor_from_the_first_digits_of_training(stored, splits, eye, monkeypatch):
    monkeypatch.setattr(reference, "MOST_TRAINING", 650)
    read = stored(lambda images: seen.Seen(eye(images).features, None), "inception")
    assert (read.name, read.test.training, read.test.probabilities) == ("inception", None, None)
    np.testing.assert_array_equal(read.unseen.images, splits[0]["train_images"][:650])
    expected = eye(splits[0]["train_images"][:650]).features
    np.testing.assert_allclose(read.unseen.features, expected, rtol=1e-4, atol=1e-5)
