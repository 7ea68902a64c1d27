import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pooch
import pytest
import torch

from hotcold.errors import InputError
from hotcold.features.digit_classifier import classify, load_classifier, save_classifier, train_classifier
from hotcold.features.inception import find_weights, inception_features, load_inception
from tests.http_server import FAULTS, Server

CPU = torch.device("cpu")


def trained(digits, n: int, **settings):
    defaults = {"epochs": 2, "batch_size": 32, "learning_rate": 5e-3, "seed": 0, "device": CPU}
    return train_classifier(digits.train_images[:n], digits.train_labels[:n], **(defaults | settings))


def test_classifier_learns_and_repeats_bit_by_bit(digits, tmp_path: Path) -> None:
    one, other = (trained(digits, 1500, epochs=3) for _ in range(2))
    for name, tensor in one.state_dict().items():
        assert torch.equal(tensor, other.state_dict()[name]), name
    features, probabilities = classify(one, digits.test_images[:700])
    assert features.shape == (700, 64)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert (probabilities.argmax(axis=1) == digits.test_labels[:700]).mean() > 0.9

    save_classifier(tmp_path / "c.safetensors", one)
    again, _ = classify(load_classifier(tmp_path / "c.safetensors", CPU), digits.test_images[:700])
    np.testing.assert_array_equal(again, features)


@pytest.mark.parametrize("content", [b"", b"nonsense" * 100])
def test_damaged_classifier_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.safetensors"
    with pytest.raises(InputError, match="missing"):
        load_classifier(path, CPU)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"c\.safetensors: not the digit classifier") as error:
        load_classifier(path, CPU)
    assert "\n" not in str(error.value)


@pytest.fixture(scope="module")
def inception_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights file of the published format, with random numbers in it."""
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

    path = tmp_path_factory.mktemp("weights") / "inception.pth"
    captured = {}

    class StopError(Exception):
        pass

    def capture(self, state_dict, *args, **kwargs):
        captured["network"] = self
        raise StopError

    # The class loads its weights while it is built; stop there and save what it was about to replace.
    original = FeatureExtractorInceptionV3.load_state_dict
    torch.save({}, path)
    FeatureExtractorInceptionV3.load_state_dict = capture
    try:
        with pytest.raises(StopError):
            FeatureExtractorInceptionV3("inception-v3-compat", ["2048"], feature_extractor_weights_path=str(path))
    finally:
        FeatureExtractorInceptionV3.load_state_dict = original
    torch.manual_seed(0)
    state = {
        k: torch.randn_like(v) * 0.05 if v.is_floating_point() else v
        for k, v in captured["network"].state_dict().items()
    }
    for name in state:
        if name.endswith("running_var"):
            state[name] = torch.ones_like(state[name])
    torch.save(state, path)
    return path


def test_inception_is_torch_fidelitys(inception_weights: Path, digits) -> None:
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

    sha256 = hashlib.sha256(inception_weights.read_bytes()).hexdigest()
    weights = find_weights(inception_weights, Path("unused"), sha256)
    features = inception_features(load_inception(weights, CPU), digits.test_images[:3])
    assert features.shape == (3, 2048)
    network = FeatureExtractorInceptionV3("x", ["2048"], feature_extractor_weights_path=str(weights)).eval()
    images = torch.tensor(digits.test_images[:3])[:, None].expand(-1, 3, -1, -1)
    with torch.no_grad():
        (expected,) = network(images)
    np.testing.assert_allclose(features, expected.numpy(), rtol=1e-4, atol=1e-5)


def test_weights_with_another_digest_are_not_opened(inception_weights: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"inception\.pth: SHA-256 .* expected 6726825d.*not opened"):
        find_weights(inception_weights, tmp_path)
    with pytest.raises(InputError, match="missing"):
        find_weights(tmp_path / "none.pth", tmp_path)


@pytest.mark.parametrize("fault", FAULTS)
def test_weights_that_cannot_be_fetched_leave_nothing_behind(
    server: Server, tmp_path: Path, monkeypatch, documented: Callable[[str, str], bool], fault: str
) -> None:
    monkeypatch.setattr(pooch.downloaders, "DEFAULT_TIMEOUT", 0.2)
    body, page = b"some weights" * 1000, "/weights.pth"
    arguments = {"cache": tmp_path, "sha256": hashlib.sha256(body).hexdigest(), "url": f"{server.url}weights.pth"}
    server.plays(fault, page, body)
    with pytest.raises(InputError) as error:
        find_weights(None, **arguments)
    assert documented("InceptionV3's weights cannot be fetched", f"error: {error.value}")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    server.pages[page] = (200, body, len(body))
    server.hanging.clear()
    assert find_weights(None, **arguments).read_bytes() == body


class Hostile:
    def __init__(self, flag: str) -> None:
        self.flag = flag

    def __reduce__(self):
        return os.mkdir, (self.flag,)


def test_a_hostile_pickle_is_not_executed(tmp_path: Path) -> None:
    """Not even with the digest of the hostile file itself in the config."""
    path, flag = tmp_path / "w.pth", tmp_path / "executed"
    for legacy in (False, True):
        torch.save({"weights": Hostile(str(flag))}, path, _use_new_zipfile_serialization=not legacy)
        weights = find_weights(path, tmp_path, hashlib.sha256(path.read_bytes()).hexdigest())
        with pytest.raises(InputError, match=r"w\.pth: not a file of weights alone"):
            load_inception(weights, CPU)
        assert not flag.exists()
    torch.load(path, weights_only=False)  # it is hostile indeed
    assert flag.exists()
