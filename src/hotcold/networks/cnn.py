"""The report's plain convolutional network."""

import itertools
from typing import Annotated

from pydantic import Field, PositiveInt
from torch import Tensor, nn

from hotcold.networks.layers.norm import ChannelsLastNorm
from hotcold.networks.layers.time_embedding import encode_time, time_mlp

SIDE = 28  # LayerNorm over (C, H, W) fixes the image's size


class ConvBlock(nn.Sequential):
    """7×7 convolution → LayerNorm over (C, H, W) → GELU."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__(
            nn.Conv2d(channels_in, channels_out, kernel_size=7, padding=3),
            ChannelsLastNorm((SIDE, SIDE, channels_out)),
            nn.GELU(),
        )


class CNN(nn.Module):
    """The report's plain convolutional network (section 1.1): no pooling, time enters after the first block."""

    def __init__(self, channels: tuple[int, ...]) -> None:
        super().__init__()
        widths = [1, *channels]
        self.blocks = nn.ModuleList(ConvBlock(a, b) for a, b in itertools.pairwise(widths))
        self.time_mlp = time_mlp([128, 128, 128], channels[0])
        self.output = nn.Conv2d(channels[-1], 1, kernel_size=3, padding=1)
        nn.init.zeros_(self.output.weight)  # see hotcold.networks

    def forward(self, z_t: Tensor, time: Tensor) -> Tensor:
        """Predict from z_t (n, 1, 28, 28) and t/T (n,)."""
        first, *rest = self.blocks
        h: Tensor = first(z_t) + self.time_mlp(encode_time(time))[:, :, None, None]
        for block in (*rest, self.output):
            h = block(h)
        return h


def build(*, channels: Annotated[tuple[PositiveInt, ...], Field(min_length=1)] = (16, 32, 32, 16)) -> nn.Module:
    """Build the CNN with one convolution block per entry of ``channels``."""
    return CNN(tuple(channels))
