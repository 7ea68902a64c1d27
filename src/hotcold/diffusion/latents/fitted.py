"""A distribution fitted to degraded digits: what new digits are generated from without noise."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from hotcold.diffusion.latent import Latents
from hotcold.errors import InputError

POOL = "degraded"
AT_LEAST = ["components"]
_NONE = 1e-6  # of the greatest standard deviation: what rounding leaves where images do not vary


def draw(
    pool: NDArray[np.float32],
    n: int,
    generator: np.random.Generator,
    *,
    components: Annotated[int, Field(gt=0, le=1000)] = 1,
    principal_components: Annotated[int, Field(gt=0, le=784)] = 50,
    noise: Annotated[float, Field(ge=0, le=1000)] = 0.0,
) -> Latents:
    """Draw n images from a Gaussian mixture fitted to the pool (Bansal et al. 2022, arXiv:2208.09392, generation).

    The paper fits one Gaussian, and breaks the symmetry of the start by a little noise: 0.002 in its code, for pixels
    in ±1. Draws are the same whatever the noise.

    Args:
        pool: digits of training, degraded to T; fitted anew at every call.
        n: how many.
        generator: seeds the fit and the draws.
        components: Gaussians in the mixture, each with a full covariance.
        principal_components: most dimensions kept, those that vary most; the mean has what is left out.
        noise: standard deviation of Gaussian noise on the draws, in model space.

    Raises:
        InputError: there are fewer digits than components.

    """
    from sklearn.mixture import GaussianMixture

    if components > len(pool):
        raise InputError(f"fitted: {components} components; expected at most {len(pool)}, the digits it is fitted to")
    flat = pool.reshape(len(pool), -1).astype(np.float64)
    mean = flat.mean(axis=0)
    variances, directions = np.linalg.eigh(np.cov(flat, rowvar=False, bias=True))
    deviations = np.sqrt(variances.clip(0))[::-1][:principal_components]
    kept = deviations > max(_NONE * deviations[0], _NONE)
    z = np.broadcast_to(mean, (n, len(mean)))
    seed = int(generator.integers(2**31))
    if kept.any():
        scaled = directions[:, ::-1][:, :principal_components][:, kept] * deviations[kept]
        # In units of each direction's deviation, so that what the fit adds to variances is as small for all.
        whitened = (flat - mean) @ (scaled / deviations[kept] ** 2)
        drawn, _ = GaussianMixture(components, random_state=seed).fit(whitened).sample(n)
        z = (mean + generator.permutation(drawn) @ scaled.T).clip(pool.min(), pool.max())
    noisy = z + noise * generator.standard_normal(z.shape)
    z_T = noisy.reshape(n, *pool.shape[1:]).astype(np.float32)
    return Latents(z_T=z_T, z=z_T)
