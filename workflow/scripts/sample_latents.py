"""Sample one latent experiment: a source of latents, perhaps over a sweep of one of its options."""

from pathlib import Path

import numpy as np
from pydantic import PositiveInt

from hotcold import seeds
from hotcold.config.base import Choice, Name
from hotcold.config.latents import LatentExperiment
from hotcold.diffusion.generation import generate_all
from hotcold.diffusion.latent import Latents, draw_latents, read_pools
from hotcold.diffusion.models import open_model
from hotcold.evaluation.about import about_run
from hotcold.steps.arguments import InBlocks, Sampling
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import write_arrays

AGAIN = 4  # starts that are sampled once more


class SampleLatents(Sampling, InBlocks):
    """Sample one latent experiment."""

    run: Name
    """Name of the run."""

    name: Name
    """Name of the experiment."""

    experiment: LatentExperiment
    """The source of latents, its options, and the sweep."""

    checkpoint: Path
    """A model that morphs (.safetensors of train.py)."""

    images: PositiveInt = 100
    """Images per value of the sweep."""

    output: Path
    """Arrays to write (.npz): values (v,), images and z_T (v, n, 28, 28), and `again` (v, k, 28, 28), samples of the
    first starts once more, side by side with others and by other noise."""


def main(arguments: SampleLatents) -> None:
    sampler, experiment = arguments.sampler, arguments.experiment
    model = open_model(arguments.checkpoint, arguments.weights, arguments.compute, sampler)
    about = model.description
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    n, block, images, again, starts = arguments.images, arguments.block, [], [], []
    with progress(n * len(experiment.values), arguments.name) as bar:
        for value in experiment.values:
            # The same stream for every value, so that a sweep compares like with like.
            generator = seeds.numpy_generator(about.seed, "latents", experiment.source)
            source = Choice(function=experiment.source, options=experiment.options_at(value))
            latents = draw_latents(model, pools, arguments.split, n, generator, source)
            starts.append(latents.z_T)
            made = generate_all(model.restorer, sampler, latents, about.seed, block=block, on_images=bar.update)
            images.append(made)
            first = Latents(latents.z_T[:AGAIN][::-1].copy(), latents.z[:AGAIN][::-1].copy())
            once_more = generate_all(model.restorer, sampler, first, seeds.derive(about.seed, "again"), block=block)
            again.append(once_more[::-1])
    write_arrays(
        arguments.output,
        "latents",
        {
            "values": np.array([np.nan if value is None else value for value in experiment.values], dtype=np.float64),
            "images": np.stack(images),
            "again": np.stack(again),
            "z_T": np.stack(starts),
        },
        **about_run(about, arguments.run),
        experiment=arguments.name,
        source=experiment.source,
        option=experiment.option or "",
        options=experiment.options,
        sampler=sampler.title,
        steps=sampler.steps,
        pixel_limit=about.pixel_limit,
    )


if __name__ == "__main__":
    run(main, SampleLatents)
