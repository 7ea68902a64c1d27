"""Coarser and coarser pixels."""

from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import Tensor
from torch.nn import functional as F

from hotcold.diffusion.clock import done

END = "itself"
PREDICTS = "x"
SMOOTH = False
_ROUNDING = 1e-4  # of a step: t/T is no exact number


def degrade(
    x: Tensor,
    z: Tensor,
    alpha_bar: Tensor,
    time: Tensor,
    *,
    steps: Annotated[int, Field(ge=1, le=10)] = 3,
    clock: Literal["time", "alpha_bar"] = "time",
) -> Tensor:
    """Halve the resolution of the image x in steps (Bansal et al. 2022, arXiv:2208.09392, super-resolution).

    ``z_t = U_k A_k x`` with ``k = ⌈steps done⌉``, where done is t/T: A_k takes means over blocks of 2^k pixels, so
    that ⌈size / 2^k⌉ are left, and U_k repeats each until the size is as before. Three steps, as in the paper's code
    for MNIST, leave 14, 7 and 4 of 28, where the paper leaves 4 of 32 at last.

    Args:
        x: images.
        z: not used.
        alpha_bar: of the schedule.
        time: t/T.
        steps: how often the resolution is halved on the way to T; 5 leave one pixel of 28.
        clock: whether done is t/T or 1 − √alpha_bar.

    """
    k = torch.ceil(steps * done(alpha_bar, time, clock) - _ROUNDING)
    z_t = x
    for step in range(1, steps + 1):
        height, width = (-(-size // 2**step) for size in x.shape[-2:])
        coarse = F.interpolate(F.adaptive_avg_pool2d(x, (height, width)), x.shape[-2:], mode="nearest-exact")
        z_t = torch.where(k < step, z_t, coarse)
    return z_t
