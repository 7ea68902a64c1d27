"""A Gaussian mixture fitted to garments."""

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveInt

from hotcold.diffusion.latent import Latents

POOL = "train"  # a distribution is fitted to what training may see


def draw(
    pool: NDArray[np.float32],
    n: int,
    generator: np.random.Generator,
    *,
    components: PositiveInt = 20,
    principal_components: PositiveInt = 50,
) -> Latents:
    """Draw n images from a Gaussian mixture fitted to the pool after PCA (the report's future work).

    Args:
        pool: garments; fitted anew at every call.
        n: how many.
        generator: seeds the fit and the draws.
        components: Gaussians in the mixture, each with a full covariance.
        principal_components: dimensions kept by the PCA; what it leaves out is left out of the images.

    """
    from sklearn.decomposition import PCA
    from sklearn.mixture import GaussianMixture

    seed = int(generator.integers(2**31))
    flat = pool.reshape(len(pool), -1).astype(np.float64)
    pca = PCA(min(principal_components, *flat.shape), random_state=seed).fit(flat)
    mixture = GaussianMixture(min(components, len(flat)), random_state=seed, reg_covar=1e-4).fit(pca.transform(flat))
    drawn, _ = mixture.sample(n)
    z = pca.inverse_transform(generator.permutation(drawn)).reshape(n, *pool.shape[1:])
    z = z.clip(pool.min(), pool.max()).astype(np.float32)
    return Latents(z_T=z, z=z)
