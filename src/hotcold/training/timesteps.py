"""How training draws t."""

import numpy as np
import torch
from scipy.special import betainc
from torch import Tensor

from hotcold.diffusion.device import precise


class Timesteps:
    """Draws t from 1..T, t/T following a Beta distribution.

    Beta(1, 1) draws every t alike (DDPM, algorithm 1). Others train a network where there is something to learn: with
    pixels in [-0.5, 0.5], noise hides a digit long before T.
    """

    def __init__(self, timesteps: int, beta: tuple[float, float], device: torch.device | str = "cpu") -> None:
        """Draw from 1..``timesteps``, on a device, by the two parameters of the distribution, both above 0."""
        probabilities = betainc(*beta, np.arange(1, timesteps + 1) / timesteps)
        device = torch.device(device)
        self._cumulative = torch.from_numpy(probabilities).to(device, precise(device))  # P(t <= 1), ..., P(t <= T) = 1

    def draw(self, n: int, generator: torch.Generator) -> Tensor:
        """Return n ts (n,), int64.

        Each has the distribution, and a batch covers it evenly (Kingma et al. 2021, arXiv:2107.00630, appendix I.1),
        so that its loss depends less on the draw.
        """
        dtype, device = self._cumulative.dtype, self._cumulative.device
        shift = torch.rand((), generator=generator, dtype=dtype, device=device)
        u = (shift + torch.arange(n, dtype=dtype, device=device) / n) % 1
        return torch.searchsorted(self._cumulative, u) + 1
