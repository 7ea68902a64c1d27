"""Garments."""

import numpy as np
from numpy.typing import NDArray

from hotcold.diffusion.latent import Latents, pick


def draw(pool: NDArray[np.float32], n: int, generator: np.random.Generator) -> Latents:
    """Draw n garments of the pool: the ends that morph runs are trained on."""
    z = pick(pool, n, generator)
    return Latents(z_T=z, z=z)
