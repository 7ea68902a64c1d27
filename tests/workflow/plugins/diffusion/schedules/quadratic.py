"""Noise whose standard deviation grows linearly."""

import numpy as np
from numpy.typing import NDArray


def beta(timesteps: int) -> NDArray[np.float64]:
    """Return beta[1..T]."""
    return np.linspace(0.01, 0.14, timesteps) ** 2
