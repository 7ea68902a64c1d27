"""Contrast that is lost."""

import functools
from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import Tensor

from hotcold.data.pixels import to_model
from hotcold.data.shipped import bundled
from hotcold.diffusion.clock import done

END = "itself"
PREDICTS = "x"


def degrade(
    x: Tensor,
    z: Tensor,
    alpha_bar: Tensor,
    time: Tensor,
    *,
    towards: Literal["grey", "mean_digit"] = "grey",
    left: Annotated[float, Field(ge=0, lt=1)] = 0.0,
    limit: Annotated[float, Field(gt=0)] = 0.5,
    clock: Literal["time", "alpha_bar"] = "time",
) -> Tensor:
    """Fade the image x to one picture c.

    ``z_t = c + (1 − (1 − left) done)(x − c)``, where done is t/T. Until T all of the image is there, if fainter. The
    paper on cold diffusion (Bansal et al. 2022, arXiv:2208.09392) takes away colours so, and no grey levels.

    Args:
        x: images.
        z: not used.
        alpha_bar: of the schedule.
        time: t/T.
        towards: c: grey, which is 0, or the mean of the bundled training digits.
        left: share of the contrast that is left at T; with 0 all images end alike.
        limit: pixels lie within ±limit, as ``data.pixel_limit`` says; for the mean digit.
        clock: whether done is t/T or 1 − √alpha_bar; by the latter a digit fades as in a mixture.

    """
    kept = 1 - (1 - left) * done(alpha_bar, time, clock)
    if towards == "grey":
        return kept * x
    c = _mean_digit(limit, x.device, x.dtype)
    return c + kept * (x - c)


@functools.cache  # on the device too, where a graph of CUDA takes no copies from elsewhere
def _mean_digit(limit: float, device: torch.device, dtype: torch.dtype) -> Tensor:
    mean = to_model(bundled("mnist").train_images, limit).mean(axis=0, dtype=float)
    return torch.from_numpy(mean).to(device, dtype)
