"""Between stored bytes and the range the networks see."""

import numpy as np
import pytest
import torch

from hotcold.data.pixels import scaled, stretch_to_bytes, to_bytes, to_model

LEVELS = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)


@pytest.mark.parametrize("limit", [0.5, 1.0])
def test_every_level_comes_back(limit):
    images = to_model(LEVELS, limit)
    assert images.dtype == np.float32
    np.testing.assert_allclose(images, np.linspace(-limit, limit, 256).reshape(1, 16, 16), atol=1e-7)
    np.testing.assert_array_equal(to_bytes(images, limit), LEVELS)
    np.testing.assert_array_equal(scaled(torch.tensor(LEVELS).float(), limit), images)


def test_pixels_clamp_or_stretch(rng):
    wild = rng.normal(size=(5, 8, 8))
    clamped = to_bytes(wild, 0.5)
    assert (clamped[wild > 0.5] == 255).all()
    assert (clamped[wild < -0.5] == 0).all()
    stretched = stretch_to_bytes(wild)
    assert (stretched.min(axis=(1, 2)) == 0).all()
    assert (stretched.max(axis=(1, 2)) == 255).all()
    assert (stretch_to_bytes(np.full((1, 4, 4), 0.3)) == 0).all()
