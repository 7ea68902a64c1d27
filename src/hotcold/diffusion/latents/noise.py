"""Gaussian noise."""

import numpy as np
from numpy.typing import NDArray

from hotcold.diffusion.latent import Latents


def draw(pool: NDArray[np.float32], n: int, generator: np.random.Generator) -> Latents:
    """Draw n images of standard Gaussian noise; the pool gives the size only."""
    z = generator.standard_normal((n, *pool.shape[1:]), dtype=np.float32)
    return Latents(z_T=z, z=z)
