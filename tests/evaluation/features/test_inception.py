import hashlib
from pathlib import Path

import numpy as np
import pooch
import pytest
import torch

from hotcold.errors import InputError
from hotcold.evaluation.features.inception import find_weights, inception_features, load_inception
from tests.data.http_server import FAULTS

CPU = torch.device("cpu")


def test_inception_is_torch_fidelitys(inception_weights, digits, garments):
    """Which torchmetrics computes its distances from too, with the same file."""
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

    sha256 = hashlib.sha256(inception_weights.read_bytes()).hexdigest()
    ours = load_inception(find_weights(inception_weights, Path("unused"), sha256), CPU)
    theirs = FeatureExtractorInceptionV3("x", ["2048"], feature_extractor_weights_path=str(inception_weights)).eval()
    images = np.stack([digits.test_images[0], garments.test_images[0]])
    found = inception_features(ours, images)
    assert found.shape == (2, 2048)
    assert found.std(axis=0).max() > 0.01  # the weights tell images apart
    with torch.no_grad():
        (expected,) = theirs(torch.tensor(images)[:, None].expand(-1, 3, -1, -1))
    np.testing.assert_allclose(found, expected.numpy(), rtol=1e-3, atol=1e-4)


def test_weights_with_another_digest_are_not_opened(inception_weights, tmp_path):
    with pytest.raises(InputError, match=r"inception\.pth: SHA-256 .* expected 6726825d; .*not opened"):
        find_weights(inception_weights, tmp_path, "6726825d")
    with pytest.raises(InputError, match="missing"):
        find_weights(tmp_path / "none.pth", tmp_path, "6726825d")


@pytest.mark.parametrize("fault", FAULTS)
def test_weights_that_cannot_be_fetched_leave_nothing_behind(server, tmp_path, monkeypatch, documented, fault):
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
