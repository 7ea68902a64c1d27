"""Generate images with a sampler, in blocks whose draws do not depend on how many images are asked for."""

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import plugins, seeds
from hotcold.config.sampling import Sampler
from hotcold.latents import Latents
from hotcold.progress import progress
from hotcold.samplers import Latent, Restorer, States, time_grid


def sampler_states(
    restorer: Restorer, sampler: Sampler, latent: Latent, start: int, seed: int, *, block: int
) -> States:
    """Run ``sampler`` from ``latent``, the state at time ``start`` (1..T); yield (t, z_t) after each step.

    Args:
        restorer: R(z_t, t).
        sampler: the function, its options, and its number of steps from T to 0; from ``start`` on it takes the
            same share of them.
        latent: the state at ``start``.
        start: first time, 1..T.
        seed: of the sampler's own noise.
        block: noise is drawn for so many images and cut to those there are, so that the first images of a
            block are the same whether or not it is full.

    """
    generator = torch.Generator(latent.z_T.device).manual_seed(seed)

    def noise(like: Tensor) -> Tensor:
        shape = (block, *like.shape[1:])
        return torch.randn(shape, generator=generator, device=like.device, dtype=like.dtype)[: len(like)]

    steps = max(1, round(sampler.steps * start / restorer.degradation.timesteps))
    function = plugins.entry("samplers", sampler.function)
    return function(restorer, latent, time_grid(start, steps), noise, **sampler.options)


def generate_blocks(
    restorer: Restorer, sampler: Sampler, latents: Iterable[Latents], seed: int, *, block: int, n: int, description: str
) -> Iterator[NDArray[np.float32]]:
    """Yield one sample per latent, in blocks (block, 28, 28) float32 in model space.

    The sampler's noise is seeded block by block, so the first images are the same whatever the number asked
    for. No more than one block, and one part of the latents, is in memory.

    Args:
        restorer: R(z_t, t).
        sampler: how to get from z_T to an image.
        latents: in parts, each a multiple of ``block`` but for the last.
        seed: of the sampler's own noise.
        block: images generated side by side.
        n: latents in all; for the progress bar.
        description: likewise.

    """
    numbers = itertools.count()
    with progress(n, description) as bar:
        for part in latents:
            for first in range(0, len(part.z_T), block):
                latent = to_latent(part, slice(first, first + block), restorer.degradation.device)
                images = _sample(restorer, sampler, latent, seeds.derive(seed, "sampler", next(numbers)), block)
                bar.update(len(images))
                yield images


def generate(
    restorer: Restorer, sampler: Sampler, latents: Latents, seed: int, *, block: int, description: str
) -> NDArray[np.float32]:
    """Return the samples of `generate_blocks` at once, (n, 28, 28)."""
    n = len(latents.z_T)
    blocks = generate_blocks(restorer, sampler, [latents], seed, block=block, n=n, description=description)
    return np.concatenate(list(blocks))


def to_latent(latents: Latents, rows: slice, device: torch.device) -> Latent:
    """Return some rows of drawn latents as channels-last tensors (n, 1, 28, 28) on ``device``."""
    z_T, z = (
        torch.from_numpy(a[rows])[:, None].to(device, memory_format=torch.channels_last)
        for a in (latents.z_T, latents.z)
    )
    return Latent(z_T=z_T, z=z)


@torch.inference_mode()
def _sample(restorer: Restorer, sampler: Sampler, latent: Latent, seed: int, block: int) -> NDArray[np.float32]:
    *_, (_, sample) = sampler_states(restorer, sampler, latent, restorer.degradation.timesteps, seed, block=block)
    return sample[:, 0].float().cpu().numpy()
