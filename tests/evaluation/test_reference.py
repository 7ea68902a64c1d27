"""What networks see in real digits: stored with, and read for, the digits it belongs to."""

import numpy as np
import pytest

from hotcold.errors import InputError
from hotcold.evaluation import reference, seen
from hotcold.evaluation.features.digit_classifier import DigitClassifier, save_classifier
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
def written(splits, weights, tmp_path):
    """Return the arguments of `read_reference` for such arrays."""

    def write(arrays, features="digits"):
        paths = [tmp_path / "digits-reference.npz", tmp_path / "digits.npz", tmp_path / "digits-test.npz"]
        write_arrays(paths[0], "reference", arrays, features=features, weights=file_sha256(weights))
        for path, kind, side in zip(paths[1:], ("digits", "digits-test"), splits, strict=True):
            write_arrays(path, kind, side.arrays)
        return *paths, weights

    return write


def test_a_classifier_of_ones_own_has_its_floor_from_validation(written, splits, eye):
    digits, test = splits
    read = reference.read_reference(
        *written(reference.see_reference(eye, "digits", digits, test, None, lambda _: None))
    )
    assert (read.name, read.of("test"), read.of("validation")) == ("digits", read.test, read.validation)
    sides = {"test": test["test_images"], "validation": digits["validation_images"]}
    for scored, images in ((read.test, sides["test"]), (read.validation, sides["validation"])):
        np.testing.assert_array_equal(scored.images, images)
        np.testing.assert_allclose(scored.features, eye(images).features, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(scored.probabilities, eye(images).probabilities, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(scored.training, eye(digits["train_images"]).features, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(read.unseen.images, digits["validation_images"])
    np.testing.assert_array_equal(read.unseen.features, read.validation.features)


def test_the_classifier_that_ships_has_its_floor_from_the_bundled_digits(written, splits, eye, digits):
    """What is tested on comes first, what is trained on last; the test's features are those that ship."""
    shipped = seen.Seen(np.ones((5000, 64), np.float32), np.eye(10, dtype=np.float32)[np.zeros(5000, dtype=int)])
    read = reference.read_reference(*written(reference.see_reference(eye, "digits", *splits, shipped, lambda _: None)))
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


def test_inception_has_its_floor_from_the_first_digits_of_training(written, splits, eye, monkeypatch):
    monkeypatch.setattr(reference, "MOST_TRAINING", 650)
    blind = [lambda images: seen.Seen(eye(images).features, None), "inception", *splits, None, lambda _: None]
    read = reference.read_reference(*written(reference.see_reference(*blind), "inception"))
    assert (read.name, read.test.training, read.test.probabilities) == ("inception", None, None)
    np.testing.assert_array_equal(read.unseen.images, splits[0]["train_images"][:650])
    expected = eye(splits[0]["train_images"][:650]).features
    np.testing.assert_allclose(read.unseen.features, expected, rtol=1e-4, atol=1e-5)


def test_features_by_other_weights_are_refused(written, splits, eye, tmp_path):
    arguments = written(reference.see_reference(eye, "digits", *splits, None, lambda _: None))
    save_classifier(tmp_path / "other.safetensors", DigitClassifier())
    with pytest.raises(InputError, match="computed with other weights"):
        reference.read_reference(*arguments[:3], tmp_path / "other.safetensors")


def test_arrays_of_the_wrong_kind_are_refused(written):
    path, _, digits_test, weights = written({"test_features": np.zeros((2, 3))})
    with pytest.raises(InputError, match=r"digits-test\.npz: holds digits-test, expected digits"):
        reference.read_reference(path, digits_test, digits_test, weights)
