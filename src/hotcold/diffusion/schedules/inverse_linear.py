"""The linear schedule, reversed."""

import numpy as np
from numpy.typing import NDArray


def beta(timesteps: int, *, first: float = 0.02, last: float = 1e-4) -> NDArray[np.float64]:
    """The linear schedule reversed in t: most of the noise comes first (report, section 1.2.1)."""
    return np.linspace(first, last, timesteps)
