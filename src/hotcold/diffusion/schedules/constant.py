"""A schedule of one beta."""

import numpy as np
from numpy.typing import NDArray

from hotcold.diffusion.schedule import scale


def beta(timesteps: int, *, value: float = 0.01, rescale: bool = False) -> NDArray[np.float64]:
    """The same beta at every step (report, section 1.2.1); ``rescale`` as in `linear`."""
    return np.full(timesteps, scale(timesteps, rescale) * value)
