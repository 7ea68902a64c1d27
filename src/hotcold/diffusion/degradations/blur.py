"""Blur."""

import math
from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import Tensor

from hotcold.diffusion.clock import done

END = "itself"
PREDICTS = "x"


def degrade(
    x: Tensor,
    z: Tensor,
    alpha_bar: Tensor,
    time: Tensor,
    *,
    sigma: Annotated[float, Field(gt=0, le=1000)] = 11.9,
    clock: Literal["time", "alpha_bar"] = "time",
) -> Tensor:
    """Blur the image x by a Gaussian g that grows (Bansal et al. 2022, arXiv:2208.09392, deblurring).

    ``z_t = g(sigma √done) * x``, where done is t/T; edges are joined, so that the mean stays. Its variance grows
    evenly, as if one small Gaussian were applied at each step.

    The paper's code blurs MNIST, at 32 × 32 pixels, in 20 steps by 11 × 11 kernels of width 7 with joined edges. Cut
    off so, a kernel's variance is 9.2; those of 20 steps add up to a width of 13.6, which is 11.9 at 28 × 28.

    Args:
        x: images.
        z: not used.
        alpha_bar: of the schedule.
        time: t/T.
        sigma: width at T in pixels.
        clock: whether done is t/T or 1 − √alpha_bar.

    """
    height, width = x.shape[-2:]
    rows = torch.fft.fftfreq(height, device=x.device, dtype=x.dtype)[:, None]
    columns = torch.fft.rfftfreq(width, device=x.device, dtype=x.dtype)
    left = torch.exp(-2 * (math.pi * sigma) ** 2 * done(alpha_bar, time, clock) * (rows**2 + columns**2))
    blurred: Tensor = torch.fft.irfft2(torch.fft.rfft2(x) * left, s=(height, width))
    return blurred
