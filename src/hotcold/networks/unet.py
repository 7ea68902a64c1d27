"""The report's UNet of ConvNeXt blocks."""

import itertools
from typing import Literal, cast

import torch
from pydantic import PositiveInt
from torch import Tensor, nn
from torch.nn import functional as F

from hotcold.networks.layers.depthwise import DepthwiseConv
from hotcold.networks.layers.norm import ChannelsLastNorm
from hotcold.networks.layers.time_embedding import encode_time, time_mlp

TIME_HIDDEN = 64


class ConvNeXtBlock(nn.Module):
    """The report's ConvNeXt block (section 2.2.2): 3×3 convolutions where the original has 1×1.

    Between the two it has 4 times the channels of its input, as published; so the block that takes the image has 4.
    """

    def __init__(self, channels_in: int, channels_out: int, kernel_size: int = 3, *, takes_time: bool = True) -> None:
        super().__init__()
        hidden, padding = 4 * channels_in, kernel_size // 2
        self.time_mlp = time_mlp([TIME_HIDDEN], channels_in) if takes_time else None
        self.depthwise = DepthwiseConv(channels_in)
        # The normalised value of a single channel is 0 whatever the image: z_t itself enters without a norm.
        self.norm = ChannelsLastNorm(channels_in) if channels_in > 1 else nn.Identity()
        self.expand = nn.Conv2d(channels_in, hidden, kernel_size, padding=padding)
        self.project = nn.Conv2d(hidden, channels_out, kernel_size, padding=padding)
        same = channels_in == channels_out
        self.residual = nn.Identity() if same else nn.Conv2d(channels_in, channels_out, kernel_size=1)

    def forward(self, x: Tensor, encoded_time: Tensor) -> Tensor:
        """Map (n, channels_in, h, w) to (n, channels_out, h, w)."""
        h = x if self.time_mlp is None else x + self.time_mlp(encoded_time)[:, :, None, None]
        if x.device.type == "cpu":
            # In float32 a CPU is twice as fast at a depthwise convolution's weight gradient, and at the norm's.
            with torch.autocast("cpu", enabled=False):
                h = self.norm(self.depthwise(h.float()))
        else:
            h = self.norm(self.depthwise(h))  # in bfloat16 a GPU's weight gradient takes a twentieth of the time
        return cast(Tensor, self.project(F.gelu(self.expand(h))) + self.residual(x))


class UpBlock(nn.Module):
    """Transposed convolution to the skip connection's size, concatenation, ConvNeXt block."""

    def __init__(
        self, channels_in: int, channels_skip: int, upsampling_kernel: int, kernel_size: int, *, takes_time: bool
    ) -> None:
        super().__init__()
        halved = max(channels_skip // 2, 1)
        self.upsample = nn.ConvTranspose2d(channels_in, halved, upsampling_kernel, stride=2)
        self.block = ConvNeXtBlock(halved + channels_skip, channels_skip, kernel_size, takes_time=takes_time)

    def forward(self, x: Tensor, skip: Tensor, encoded_time: Tensor) -> Tensor:
        """Map (n, channels_in, h, w) and the skip (n, channels_skip, H, W) to (n, channels_skip, H, W)."""
        return cast(Tensor, self.block(torch.cat([self.upsample(x), skip], dim=1), encoded_time))


class UNet(nn.Module):
    """Three ConvNeXt blocks down, one in the middle, three up, skip connections between (report, figure 10)."""

    def __init__(self, channels: tuple[int, int, int], kernel_size: int, *, time_in_every_block: bool) -> None:
        super().__init__()
        every = time_in_every_block
        widths = itertools.pairwise([1, *channels])
        self.down = nn.ModuleList(
            ConvNeXtBlock(a, b, kernel_size, takes_time=every or i == 0) for i, (a, b) in enumerate(widths)
        )
        self.pool = nn.MaxPool2d(2)
        self.middle = ConvNeXtBlock(channels[-1], channels[-1], kernel_size, takes_time=every)
        # Sizes go 28 → 14 → 7 → 3 and back: a kernel of 3 with stride 2 takes 3 to 7, one of 2 doubles exactly.
        below = [channels[-1], *reversed(channels[1:])]
        self.up = nn.ModuleList(
            UpBlock(a, b, upsampling_kernel, kernel_size, takes_time=every)
            for a, b, upsampling_kernel in zip(below, reversed(channels), (3, 2, 2), strict=True)
        )
        self.output = nn.Conv2d(channels[0], 1, kernel_size=1)
        nn.init.zeros_(self.output.weight)  # see hotcold.networks

    def forward(self, z_t: Tensor, time: Tensor) -> Tensor:
        """Predict from z_t (n, 1, 28, 28) and t/T (n,)."""
        encoded_time = encode_time(time)
        h, skips = z_t, []
        for block in self.down:
            skips.append(block(h, encoded_time))
            h = self.pool(skips[-1])
        h = self.middle(h, encoded_time)
        for block, skip in zip(self.up, reversed(skips), strict=True):
            h = block(h, skip, encoded_time)
        return cast(Tensor, self.output(h))


def build(
    *,
    channels: tuple[PositiveInt, PositiveInt, PositiveInt] = (32, 64, 128),
    kernel_size: Literal[1, 3, 5] = 3,
    time: Literal["every", "first"] = "every",
) -> nn.Module:
    """Build the UNet.

    Args:
        channels: the widths from top to bottom.
        kernel_size: of the two full convolutions of every ConvNeXt block.
        time: which ConvNeXt blocks are told it: every one, or the first alone.

    """
    return UNet(channels, kernel_size, time_in_every_block=time == "every")
