"""Generate images with a sampler, in blocks whose draws do not depend on how many images are asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import plugins, seeds
from hotcold.latents import Latents
from hotcold.progress import progress
from hotcold.samplers import Latent, Restorer, States, time_grid


def sampler_states(
    restorer: Restorer,
    latent: Latent,
    start: int,
    steps: int,
    seed: int,
    *,
    function: str,
    options: Mapping[str, Any],
) -> States:
    """Run the sampler ``function`` from ``latent`` at time ``start``; yield (t, z_t) after each step.

    Args:
        restorer: R(z_t, t).
        latent: the state at ``start``.
        start: first time, 1..T.
        steps: number of steps from ``start`` to 0.
        seed: of the sampler's own noise.
        function: a module of `hotcold.samplers`.
        options: keyword arguments of its ``sample``.

    """
    generator = torch.Generator(latent.z_T.device).manual_seed(seed)

    def noise(like: Tensor) -> Tensor:
        return torch.randn(like.shape, generator=generator, device=like.device, dtype=like.dtype)

    return plugins.entry("samplers", function)(restorer, latent, time_grid(start, steps), noise, **options)


def generate(
    restorer: Restorer,
    latents: Latents,
    steps: int,
    seed: int,
    device: torch.device,
    *,
    function: str,
    options: Mapping[str, Any],
    block: int,
    description: str,
) -> NDArray[np.float32]:
    """Return one sample per latent, (n, 28, 28) float32 in model space.

    The sampler's noise is seeded block by block (``block`` images), so the first images are the same
    whatever the number asked for.
    """
    timesteps = restorer.degradation.timesteps
    images = np.empty(latents.z_T.shape, dtype=np.float32)
    with torch.inference_mode(), progress(len(images), description) as bar:
        for number, rows in enumerate(_blocks(len(images), block)):
            latent = to_latent(latents, rows, device)
            states = sampler_states(
                restorer,
                latent,
                timesteps,
                steps,
                seeds.derive(seed, "sampler", number),
                function=function,
                options=options,
            )
            *_, (_, sample) = states
            images[rows] = sample[:, 0].float().cpu().numpy()
            bar.update(len(sample))
    return images


def to_latent(latents: Latents, rows: slice, device: torch.device) -> Latent:
    """Return some rows of drawn latents as channels-last tensors (n, 1, 28, 28) on ``device``."""
    z_T, z = (
        torch.from_numpy(a[rows])[:, None].to(device, memory_format=torch.channels_last)
        for a in (latents.z_T, latents.z)
    )
    return Latent(z_T=z_T, z=z)


def _blocks(n: int, block: int) -> Iterator[slice]:
    return (slice(first, min(first + block, n)) for first in range(0, n, block))
