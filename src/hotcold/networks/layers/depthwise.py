"""Depthwise convolution with gradients that are fast on a CPU."""

from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.grad import conv2d_input

KERNEL_SIZE, PADDING = 7, 3
BLOCK = 300_000  # numbers of an image batch whose weight gradient is taken at once: more leave a core's cache


class DepthwiseConv(nn.Conv2d):
    """7×7 convolution of every channel with a kernel of its own."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, channels, KERNEL_SIZE, padding=PADDING, groups=channels)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, h, w) to the same shape."""
        if x.device.type != "cpu" or not torch.backends.mkldnn.is_available():
            return super().forward(x)
        return cast(Tensor, _Depthwise.apply(x, self.weight, self.bias))


class _Depthwise(torch.autograd.Function):
    """The same with each gradient taken apart.

    oneDNN takes a quarter longer for the input's when the bias's is asked for too, and several times as long for the
    weight's.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:  # noqa: ANN401
        ctx.save_for_backward(x, weight)
        return F.conv2d(x, weight, bias, padding=PADDING, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, Tensor | None]:  # noqa: ANN401
        x, weight = ctx.saved_tensors
        towards_x, towards_weight, towards_bias = ctx.needs_input_grad
        return (
            conv2d_input(x.shape, weight, gradient, padding=PADDING, groups=len(weight)) if towards_x else None,
            _weight_gradient(x, gradient) if towards_weight else None,
            gradient.sum(dim=(0, 2, 3)) if towards_bias else None,
        )


def _weight_gradient(x: Tensor, gradient: Tensor) -> Tensor:
    """Return (channels, 1, 7, 7): every image's channel correlated with its gradient, summed over the images.

    That correlation is a depthwise convolution itself, of n · channels channels with kernels as large as an image, and
    oneDNN makes such a one forwards at several times the speed of its own weight gradient.
    """
    _, channels, height, width = x.shape
    total = x.new_zeros((channels, 1, KERNEL_SIZE, KERNEL_SIZE))
    size = max(1, BLOCK // (channels * height * width))
    for images, gradients in zip(x.split(size), gradient.split(size), strict=True):
        n = len(images)
        # Channels-last: the channels of all images lie side by side in memory.
        pixels = images.permute(2, 3, 0, 1).reshape(1, height, width, n * channels).permute(0, 3, 1, 2)
        kernels = gradients.reshape(n * channels, 1, height, width)
        correlations = F.conv2d(pixels, kernels, padding=PADDING, groups=n * channels)
        total += correlations.view(n, *total.shape).sum(dim=0)
    return total
