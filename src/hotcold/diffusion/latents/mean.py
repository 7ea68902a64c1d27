"""Means of garments."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from hotcold.diffusion.latent import Latents, pick


def draw(
    pool: NDArray[np.float32],
    n: int,
    generator: np.random.Generator,
    *,
    images: Annotated[int, Field(gt=0, le=10_000)] = 5,
) -> Latents:
    """Draw n means of ``images`` garments each (report, figure 17)."""
    z = np.stack([pick(pool, images, generator).mean(axis=0) for _ in range(n)])
    return Latents(z_T=z, z=z)
