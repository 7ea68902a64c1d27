"""Generate images with a sampler, in blocks whose draws do not depend on how many images are asked for."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold import seeds
from hotcold.config.sampling import Sampler
from hotcold.diffusion.latent import Latents
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import sampler_states

LAST = slice(-1, None)  # of the states: the sample


def generate(
    restorer: Restorer,
    sampler: Sampler,
    latents: Latents,
    seed: int,
    *,
    block: int,
    first: int | None = None,
    kept: slice = LAST,
) -> Iterator[NDArray[np.float32]]:
    """Yield one sample per latent, in blocks of states (kept, block, 28, 28) float32 in model space.

    The sampler's noise is seeded block by block, so the first images are the same whatever the number asked for.

    Args:
        restorer: R(z_t, t).
        sampler: how to get from z_T to an image.
        latents: where sampling starts.
        seed: of the sampler's own noise.
        block: images generated side by side.
        first: the time that latents are at, 1..T; None: T.
        kept: which of the states, from the latent to the sample.

    """
    degradation = restorer.degradation
    for number, row in enumerate(range(0, len(latents.z_T), block)):
        with torch.inference_mode():  # not around the yield, where it would last on in the caller
            start = latents.start(slice(row, row + block), degradation.device)
            t, noise_seed = first or degradation.timesteps, seeds.derive(seed, "sampler", number)
            states = (z_t for _, z_t in sampler_states(restorer, sampler, start, t, noise_seed, block=block))
            images = torch.stack([start.z_T, *states][kept])[:, :, 0].float().cpu().numpy()
        yield images


def generate_all(
    restorer: Restorer,
    sampler: Sampler,
    latents: Latents,
    seed: int,
    *,
    block: int,
    on_images: Callable[[int], object] = int,
) -> NDArray[np.float32]:
    """Return the samples of `generate` in one array (n, 28, 28) float32 in model space.

    ``on_images`` is told the number of each block's images.
    """
    blocks = []
    for (images,) in generate(restorer, sampler, latents, seed, block=block):
        blocks.append(images)
        on_images(len(images))
    return np.concatenate(blocks)
