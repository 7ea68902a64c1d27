"""A Gaussian mixture fitted to garments."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from hotcold.diffusion.latent import Latents
from hotcold.errors import InputError

POOL = "train"  # a distribution is fitted to what training may see
AT_LEAST = ["components", "principal_components"]


def draw(
    pool: NDArray[np.float32],
    n: int,
    generator: np.random.Generator,
    *,
    components: Annotated[int, Field(gt=0, le=1000)] = 20,
    principal_components: Annotated[int, Field(gt=0, le=784)] = 50,
) -> Latents:
    """Draw n images from a Gaussian mixture fitted to the pool after PCA (the report's future work).

    Args:
        pool: garments; fitted anew at every call.
        n: how many.
        generator: seeds the fit and the draws.
        components: Gaussians in the mixture, each with a full covariance.
        principal_components: dimensions kept by the PCA; what it leaves out is left out of the images.

    Raises:
        InputError: there are fewer garments than components of either kind.

    """
    from sklearn.decomposition import PCA
    from sklearn.mixture import GaussianMixture

    seed = int(generator.integers(2**31))
    flat = pool.reshape(len(pool), -1).astype(np.float64)
    if max(components, principal_components) > len(flat):
        raise InputError(
            f"mixture: {components} components, {principal_components} principal_components; expected at most"
            f" {len(flat)}, the garments that it is fitted to"
        )
    pca = PCA(principal_components, random_state=seed).fit(flat)
    mixture = GaussianMixture(components, random_state=seed, reg_covar=1e-4).fit(pca.transform(flat))
    drawn, _ = mixture.sample(n)
    z = pca.inverse_transform(generator.permutation(drawn)).reshape(n, *pool.shape[1:])
    z = z.clip(pool.min(), pool.max()).astype(np.float32)
    return Latents(z_T=z, z=z)
