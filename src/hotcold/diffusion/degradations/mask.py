"""A hole that grows."""

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
    width: Annotated[float, Field(gt=0, le=100)] = 5.0,
    holes: Annotated[int, Field(ge=1, le=1000)] = 50,
    place: Literal["random", "centre"] = "random",
    clock: Literal["time", "alpha_bar"] = "time",
) -> Tensor:
    """Fade a growing hole in the image x to grey, 0 (Bansal et al. 2022, arXiv:2208.09392, inpainting).

    ``z_t = x Π_i (1 − exp(−r² / 2 w_i²))`` with ``w_i = i/holes width`` and i from 1 to done · holes, where r is the
    distance from the place and done is t/T; linear in t between one i and the next. By default ``w_i = 0.1 i`` and
    holes = 50, as in the paper's code for MNIST, which draws the place among all pixels too.

    Args:
        x: images.
        z: standard Gaussian noise; its first two numbers say where the hole is.
        alpha_bar: of the schedule.
        time: t/T.
        width: of the last Gaussian, in pixels.
        holes: how many Gaussians lie on each other at T.
        place: a pixel drawn evenly for each image, or the centre.
        clock: whether done is t/T or 1 − √alpha_bar.

    """
    rows, columns = (torch.arange(size, device=x.device) for size in x.shape[-2:])
    squares = (rows[:, None] ** 2 + columns**2).to(x.dtype)
    widths = width / holes * torch.arange(1, holes + 1, device=x.device, dtype=x.dtype)
    left = -torch.expm1(-squares / (2 * widths[:, None, None] ** 2))
    # After each Gaussian, at each distance down and across; at first nothing is lost.
    left = torch.cat([torch.ones_like(left[:1]), left.cumprod(dim=0)])
    if place == "random":
        drawn = torch.special.ndtr(z[:, 0].flatten(1)[:, :2])
        down, across = ((drawn[:, k, None] * n).long().clamp(max=n - 1) for k, n in enumerate(x.shape[-2:]))
    else:
        down, across = (torch.full((1, 1), n // 2, device=x.device) for n in x.shape[-2:])
    r, c = (rows - down).abs()[:, :, None], (columns - across).abs()[:, None, :]
    at = done(alpha_bar, time, clock) * holes
    i = at.long().clamp(max=holes - 1)
    before, after = (left[k.reshape(-1, 1, 1), r, c][:, None] for k in (i, i + 1))
    return x * torch.lerp(before, after, at - i)
