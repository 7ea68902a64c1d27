import numpy as np
from numpy.typing import NDArray

from hotcold.latents import Latents


def draw(garments: NDArray[np.float32], n: int, generator: np.random.Generator) -> Latents:
    """Draw n images of standard Gaussian noise; the garments give the size only."""
    z = generator.standard_normal((n, *garments.shape[1:]), dtype=np.float32)
    return Latents(z_T=z, z=z)
