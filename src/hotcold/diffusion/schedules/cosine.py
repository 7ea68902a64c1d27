"""The cosine schedule."""

import numpy as np
from numpy.typing import NDArray


def beta(timesteps: int, *, s: float = 0.008, max_beta: float = 0.1) -> NDArray[np.float64]:
    """Betas of the cosine schedule (Nichol & Dhariwal 2021, eq. 17), clipped at ``max_beta``.

    Args:
        timesteps: T.
        s: offset that keeps the first betas from vanishing.
        max_beta: 0.1 in the report (0.999 in the paper); with T = 1000 it touches 19 steps, t >= 982.

    """
    t = np.arange(timesteps + 1) / timesteps
    f: NDArray[np.float64] = np.cos((t + s) / (1 + s) * np.pi / 2) ** 2
    return np.minimum(1 - f[1:] / f[:-1], max_beta)
