"""Degraded digits: what a degradation that ends in its own last state is restored from."""

import numpy as np
from numpy.typing import NDArray

from hotcold.diffusion.latent import Latents, pick

POOL = "digits"


def draw(pool: NDArray[np.float32], n: int, generator: np.random.Generator) -> Latents:
    """Draw n digits of the pool, of validation or test, which are degraded to T then."""
    z = pick(pool, n, generator)
    return Latents(z_T=z, z=z)
