"""Contrast that is lost."""

from typing import Annotated

from pydantic import Field
from torch import Tensor

END = "itself"
PREDICTS = "x"


def degrade(
    x: Tensor, z: Tensor, alpha_bar: Tensor, time: Tensor, *, left: Annotated[float, Field(gt=0, lt=1)] = 0.1
) -> Tensor:
    """Fade to the image's mean, by t/T alone, until only so much of the contrast is left."""
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    return mean + (1 - (1 - left) * time) * (x - mean)
