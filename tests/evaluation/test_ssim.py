"""Structural similarity as torchmetrics has it."""

import numpy as np
import pytest
import torch
from torchmetrics.functional.image import structural_similarity_index_measure

from hotcold.evaluation.ssim import by_image


@pytest.mark.parametrize("pixel_range", [1.0, 2.0])
def test_it_is_torchmetrics_number(digits, rng, pixel_range):
    x = digits.test_images[:20] / 255 * pixel_range
    y = np.where(np.arange(20)[:, None, None] % 2, x[::-1], x + rng.normal(0, 0.2, x.shape))
    a, b = (torch.from_numpy(images)[:, None] for images in (x, y))
    _, everywhere = structural_similarity_index_measure(a, b, data_range=pixel_range, return_full_image=True)
    expected = everywhere[:, 0, 5:-5, 5:-5].mean(dim=(1, 2))  # torchmetrics reflects images at their edges besides
    assert by_image(x, y, pixel_range) == pytest.approx(expected.numpy(), abs=1e-9)
    assert by_image(x, x, pixel_range) == pytest.approx(np.ones(20))
