"""Digits: what a degradation that ends in its own last state starts from."""

import numpy as np
from numpy.typing import NDArray

from hotcold.diffusion.latent import Latents, pick


def draw(pool: NDArray[np.float32], n: int, generator: np.random.Generator) -> Latents:
    """Draw n digits of the pool, which are degraded to T then."""
    z = pick(pool, n, generator)
    return Latents(z_T=z, z=z)
