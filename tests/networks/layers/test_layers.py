"""Layers against PyTorch's own, and against what they are defined as."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from hotcold.networks.layers import depthwise
from hotcold.networks.layers.depthwise import DepthwiseConv
from hotcold.networks.layers.norm import ChannelsLastNorm
from hotcold.networks.layers.time_embedding import encode_time

LAYOUTS = [torch.contiguous_format, torch.channels_last]


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(0)


def test_time_is_encoded_as_the_report_says():
    time = torch.tensor([1e-3, 0.3, 1.0])
    angles = [[0.0, *(2 * math.pi * 1.5**i * t for i in range(15))] for t in time.tolist()]
    expected = [[*map(math.sin, row), *(math.cos(angle) - 1 for angle in row)] for row in angles]
    torch.testing.assert_close(encode_time(time), torch.tensor(expected), rtol=0, atol=1e-3)


@pytest.mark.parametrize("over", ["c", "chw"])
def test_the_norm_is_layer_norm(generator, over):
    x = torch.randn((4, 6, 5, 5), generator=generator) * 3 + 1
    norm = ChannelsLastNorm(6 if over == "c" else (5, 5, 6))
    for parameter in (norm.weight, norm.bias):
        nn.init.normal_(parameter, generator=generator)
    if over == "c":
        centred = x - x.mean(dim=1, keepdim=True)
        scale = norm.weight[:, None, None] / (x.var(dim=1, keepdim=True, correction=0) + 1e-5).sqrt()
        expected = centred * scale + norm.bias[:, None, None]
    else:
        expected = F.layer_norm(x, (6, 5, 5), norm.weight.permute(2, 0, 1), norm.bias.permute(2, 0, 1))
    for layout in LAYOUTS:
        y = norm(x.to(memory_format=layout))
        torch.testing.assert_close(y, expected, rtol=1e-4, atol=1e-5)
        assert y.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", [(3, 5, 9, 8), (1, 1, 28, 28), (7, 64, 3, 3)])
def test_the_depthwise_convolution_against_pytorchs(shape, layout, monkeypatch, generator):
    """Also where the weight gradient is taken in blocks, the last one smaller."""
    monkeypatch.setattr(depthwise, "BLOCK", 2 * shape[1] * shape[2] * shape[3])
    ours = DepthwiseConv(shape[1])
    theirs = nn.Conv2d(shape[1], shape[1], kernel_size=7, padding=3, groups=shape[1])
    theirs.load_state_dict(ours.state_dict())
    x, gradient = (torch.randn(shape, generator=generator).to(memory_format=layout) for _ in range(2))
    outputs = []
    for convolution in (ours, theirs):
        image = x.clone().requires_grad_()
        output = convolution(image)
        output.backward(gradient)
        outputs.append((output, image.grad, convolution.weight.grad, convolution.bias.grad))
    for one, other in zip(*outputs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-4)
