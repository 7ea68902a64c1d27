"""How a network is told the time."""

import itertools
import math

import torch
from torch import Tensor, nn

FREQUENCIES = 16


def encode_time(time: Tensor) -> Tensor:
    """Encode t/T (n,) as sines and (cosines - 1) at 16 frequencies: 0 and 2π·1.5^i, i = 0..14 (report 1.1).

    Returns:
        (n, 32) float32.

    """
    rising = 2 * math.pi * 1.5 ** torch.arange(FREQUENCIES - 1, device=time.device, dtype=torch.float32)
    angle = time[:, None].float() * torch.cat([rising.new_zeros(1), rising])
    return torch.cat([angle.sin(), angle.cos() - 1], dim=1)


def time_mlp(hidden: list[int], width: int) -> nn.Sequential:
    """Return an MLP with GELU from the 32 numbers of `encode_time` through ``hidden`` to ``width`` channels."""
    sizes = [2 * FREQUENCIES, *hidden, width]
    layers: list[nn.Module] = []
    for size_in, size_out in itertools.pairwise(sizes):
        layers += [nn.Linear(size_in, size_out), nn.GELU()]
    return nn.Sequential(*layers[:-1])
