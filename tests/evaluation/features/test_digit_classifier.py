import numpy as np
import pytest
import torch

from hotcold.config.scores import ClassifierSettings
from hotcold.errors import InputError
from hotcold.evaluation.features.digit_classifier import classify, load_classifier, save_classifier, train_classifier
from hotcold.evaluation.seen import open_eye

CPU = torch.device("cpu")


def trained(digits, n, epochs, batch_size, told):
    settings = ClassifierSettings(epochs=epochs, batch_size=batch_size, learning_rate=5e-3)
    return train_classifier(digits.train_images[:n], digits.train_labels[:n], settings, CPU, told.append)


def test_classifier_learns_and_repeats_bit_by_bit(digits, tmp_path):
    first, again = (trained(digits, 100, 2, 32, []).state_dict() for _ in range(2))
    assert all(torch.equal(tensor, again[name]) for name, tensor in first.items())
    one = trained(digits, 1500, 3, 32, [])
    features, probabilities = classify(one, digits.test_images[:700])
    assert features.shape == (700, 64)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert (probabilities.argmax(axis=1) == digits.test_labels[:700]).mean() > 0.9
    save_classifier(tmp_path / "c.safetensors", one)
    again, _ = classify(load_classifier(tmp_path / "c.safetensors", CPU), digits.test_images[:700])
    np.testing.assert_array_equal(again, features)


def test_what_is_told_of_batches_adds_up_to_the_images(digits):
    trained(digits, 50, 2, 20, told := [])
    assert told == [20, 20, 10] * 2


def test_digits_are_the_classifiers_penultimate_layer(weights, classifier, digits):
    images = digits.test_images[:5]
    seen = open_eye("digits", weights, CPU)(images)
    np.testing.assert_allclose(seen.features, classifier.features(torch.tensor(images)), rtol=1e-5)
    with pytest.raises(InputError, match="missing"):
        open_eye("digits", weights.with_name("none"), CPU)
