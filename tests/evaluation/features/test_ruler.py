"""The classifier that ships and its features, as their README promises them."""

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from hotcold.config.scores import ClassifierSettings
from hotcold.data.idx import Dataset
from hotcold.errors import InputError
from hotcold.evaluation.features import ruler
from hotcold.evaluation.features.digit_classifier import classify, load_classifier
from hotcold.evaluation.features.ruler import build, shipped_classifier, shipped_reference
from hotcold.storage.sums import SUMS
from tests.conftest import BUNDLED, damage

CPU = torch.device("cpu")
TEST_DIGITS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]  # of each class, as MNIST was published
GETTERS = {ruler.CLASSIFIER: shipped_classifier, ruler.REFERENCE: shipped_reference}


@pytest.fixture(scope="module")
def shipped():
    return load_classifier(shipped_classifier(), CPU)


def test_it_classifies_digits_that_it_has_not_seen(shipped, digits):
    images, labels = (
        np.concatenate([getattr(digits, f"{split}_{what}") for split in ("train", "test")])
        for what in ("images", "labels")
    )
    assert len(images) == build.LEFT_OUT
    assert (classify(shipped, images)[1].argmax(1) == labels).mean() >= 0.99


def test_the_features_are_its_own_of_mnists_test_digits(shipped):
    features = shipped_reference()
    assert (features.shape, features.dtype) == ((10_000, 64), np.float32)
    assert np.isfinite(features).all()
    assert (features >= 0).all()  # behind a ReLU
    assert (features.std(axis=0) > 0).sum() >= 50  # few are dead
    found = np.bincount(shipped.output(torch.tensor(features)).argmax(1).numpy(), minlength=10)
    assert np.abs(found - TEST_DIGITS).sum() / 2 <= 0.007 * 10_000


@pytest.mark.skipif("HOTCOLD_MNIST" not in os.environ, reason="HOTCOLD_MNIST, a folder of MNIST's files, is not given")
def test_the_features_and_the_stated_accuracy_are_those_of_mnist_itself(shipped):
    mnist = build.read_mnist(Path(os.environ["HOTCOLD_MNIST"]))
    features, probabilities = classify(shipped, mnist.test_images)
    np.testing.assert_allclose(shipped_reference(), features, rtol=2e-3, atol=1e-3)
    right = (probabilities.argmax(1) == mnist.test_labels).sum()
    assert right >= 9_930
    stated = re.search(r"([\d,]+) of MNIST's 10,000 test digits", (ruler.HERE / "README.md").read_text())[1]
    assert abs(right - int(stated.replace(",", ""))) <= 1  # sums in another order may turn a digit on the fence


@pytest.mark.parametrize("how", ["missing", "flipped", "truncated"])
@pytest.mark.parametrize("name", GETTERS)
def test_another_file_than_the_one_that_shipped_is_one_line(tmp_path, name, how):
    folder = tmp_path / "ruler"
    shutil.copytree(ruler.HERE, folder)
    damage(folder / name, how)
    with pytest.raises(InputError, match=rf"^\S+{name}: missing or changed; expected SHA-256 [0-9a-f]{{64}}; [^\n]+$"):
        GETTERS[name](folder)
    (other,) = GETTERS.keys() - {name}
    GETTERS[other](folder)


@pytest.mark.parametrize("sums", [None, b"", b"\xff\xfe", b"0 \n"])
def test_without_its_sums_nothing_is_taken_on_trust(tmp_path, sums):
    folder = tmp_path / "ruler"
    shutil.copytree(ruler.HERE, folder)
    (folder / SUMS).unlink()
    if sums is not None:
        (folder / SUMS).write_bytes(sums)
    for getter in GETTERS.values():
        with pytest.raises(InputError, match=r"^\S+/SHA256SUMS: missing or changed; [^\n]+$"):
            getter(folder)


def built(mnist, folder):
    folder.mkdir()
    settings = ClassifierSettings(epochs=2, batch_size=50)
    build.write(build.train(mnist, settings, lambda _: None), mnist, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_build_repeats_bit_by_bit_and_leaves_out_the_first_digits(digits, tmp_path):
    n, left_out = 300, build.LEFT_OUT
    images = np.concatenate([np.zeros((left_out, 28, 28), np.uint8), digits.train_images[:n]])
    labels = np.concatenate([np.zeros(left_out, np.uint8), digits.train_labels[:n]])
    mnist = Dataset(images, labels, digits.test_images[:80], digits.test_labels[:80])
    one = built(mnist, tmp_path / "one")
    assert one.keys() == {ruler.CLASSIFIER, ruler.REFERENCE, SUMS}
    others = images.copy()
    others[:left_out] = 255
    assert built(replace(mnist, train_images=others), tmp_path / "other") == one
    others[left_out] = 0
    assert built(replace(mnist, train_images=others), tmp_path / "third")[ruler.CLASSIFIER] != one[ruler.CLASSIFIER]
    classifier = load_classifier(shipped_classifier(tmp_path / "one"), CPU)
    expected = classify(classifier, mnist.test_images)[0].astype(np.float16)
    np.testing.assert_array_equal(shipped_reference(tmp_path / "one"), expected)


def test_nothing_but_mnist_is_built_from():
    message = r"^error: \S+train-images-idx3-ubyte: SHA-256 \w+ when unpacked, expected ba89"
    with pytest.raises(SystemExit, match=message):
        build.read_mnist(BUNDLED / "mnist")
