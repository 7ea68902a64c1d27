"""Garments with noise on them."""

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from hotcold.diffusion.latent import Latents, pick


def draw(
    pool: NDArray[np.float32],
    n: int,
    generator: np.random.Generator,
    *,
    lam: Annotated[float, Field(ge=0, le=1_000_000)] = 0.01,
    reach: Literal["start", "throughout"] = "start",
) -> Latents:
    """Draw n garments and add Gaussian noise of standard deviation ``lam`` (report, figure 16).

    Garments and noise are the same for every ``lam``, so that a sweep compares like with like.

    Args:
        pool: garments.
        n: how many.
        generator: draws garments, then noise.
        lam: the report's λ, in model space.
        reach: ``"start"`` perturbs z_T alone; ``"throughout"`` also the z that enters D at every step.

    """
    z = pick(pool, n, generator)
    noisy = (z + lam * generator.standard_normal(z.shape, dtype=np.float32)).astype(np.float32)
    return Latents(z_T=noisy, z=noisy if reach == "throughout" else z)
