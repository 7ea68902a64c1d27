"""A schedule of one beta."""

import numpy as np
from numpy.typing import NDArray


def beta(timesteps: int, *, value: float = 0.01) -> NDArray[np.float64]:
    """The same beta at every step (report, section 1.2.1)."""
    return np.full(timesteps, value)
