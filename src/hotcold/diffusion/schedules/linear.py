"""The linear schedule."""

import numpy as np
from numpy.typing import NDArray


def beta(timesteps: int, *, first: float = 1e-4, last: float = 0.02) -> NDArray[np.float64]:
    """Evenly spaced betas (Ho et al. 2020, section 4)."""
    return np.linspace(first, last, timesteps)
