"""The linear schedule, reversed."""

import numpy as np
from numpy.typing import NDArray

from hotcold.diffusion.schedule import scale


def beta(timesteps: int, *, first: float = 0.02, last: float = 1e-4, rescale: bool = False) -> NDArray[np.float64]:
    """The linear schedule reversed in t: most of the noise comes first (report, section 1.2.1)."""
    return scale(timesteps, rescale) * np.linspace(first, last, timesteps)
