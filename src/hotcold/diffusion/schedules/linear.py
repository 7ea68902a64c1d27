"""The linear schedule."""

import numpy as np
from numpy.typing import NDArray

from hotcold.diffusion.schedule import scale


def beta(timesteps: int, *, first: float = 1e-4, last: float = 0.02, rescale: bool = False) -> NDArray[np.float64]:
    """Evenly spaced betas (Ho et al. 2020, section 4).

    Args:
        timesteps: T.
        first: beta of t = 1.
        last: beta of t = T.
        rescale: whether they are meant for T = 1000, and scaled to any other (openai/improved-diffusion).

    """
    return scale(timesteps, rescale) * np.linspace(first, last, timesteps)
