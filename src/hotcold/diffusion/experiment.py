"""A latent experiment: samples at every value of a sweep, from the same draws."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hotcold import seeds
from hotcold.config.base import Choice
from hotcold.config.latents import LatentExperiment
from hotcold.config.sampling import Sampler, Split
from hotcold.diffusion.generation import generate_all
from hotcold.diffusion.latent import Latents, Pools, draw_latents
from hotcold.diffusion.models import TrainedModel

AGAIN = 4  # starts that are sampled once more


def sample_experiment(
    model: TrainedModel,
    sampler: Sampler,
    experiment: LatentExperiment,
    pools: Pools,
    split: Split,
    n: int,
    *,
    block: int,
    on_images: Callable[[int], object],
) -> dict[str, NDArray[np.floating]]:
    """Return values (v,), images and z_T (v, n, 28, 28), and again (v, k, 28, 28), all in model space.

    ``again`` are samples of the first starts once more, side by side with others and by other noise. ``on_images`` is
    told the number of each block's images, but for those.
    """
    found: dict[str, list[NDArray[np.float32]]] = {"images": [], "again": [], "z_T": []}
    seed, restorer = model.description.seed, model.restorer
    for value in experiment.values:
        # The same stream for every value, so that a sweep compares like with like.
        generator = seeds.numpy_generator(seed, "latents", experiment.source)
        source = Choice(function=experiment.source, options=experiment.options_at(value))
        latents = draw_latents(model, pools, split, n, generator, source)
        first = Latents(latents.z_T[:AGAIN][::-1].copy(), latents.z[:AGAIN][::-1].copy())
        found["images"].append(generate_all(restorer, sampler, latents, seed, block=block, on_images=on_images))
        found["again"].append(generate_all(restorer, sampler, first, seeds.derive(seed, "again"), block=block)[::-1])
        found["z_T"].append(latents.z_T)
    values = np.array([np.nan if value is None else value for value in experiment.values], dtype=np.float64)
    return {"values": values, **{name: np.stack(arrays) for name, arrays in found.items()}}
