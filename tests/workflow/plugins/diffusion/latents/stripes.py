"""Stripes, dark and bright in turn."""

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveInt

from hotcold.diffusion.latent import Latents


def draw(pool: NDArray[np.float32], n: int, generator: np.random.Generator, *, width: PositiveInt = 2) -> Latents:
    """Draw n times the same stripes, so many pixels wide."""
    row = np.where(np.arange(pool.shape[2]) // width % 2, np.float32(0.5), np.float32(-0.5))
    z = np.broadcast_to(row, (n, *pool.shape[1:])).copy()
    return Latents(z_T=z, z=z)
