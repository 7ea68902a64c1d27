import numpy as np
from numpy.typing import NDArray

from hotcold.latents import Latents, pick


def draw(garments: NDArray[np.float32], n: int, generator: np.random.Generator) -> Latents:
    """Draw n garments of the pool: the ends that morph runs are trained on."""
    z = pick(garments, n, generator)
    return Latents(z_T=z, z=z)
