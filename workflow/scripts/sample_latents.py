"""Sample one latent experiment: a source of latents, perhaps over a sweep of one of its options."""

from pathlib import Path

import numpy as np
from pydantic import PositiveInt

from hotcold import seeds
from hotcold.config.latents import LatentExperiment
from hotcold.diffusion.generation import generate
from hotcold.diffusion.latent import draw_latents, read_pools
from hotcold.diffusion.models import open_model
from hotcold.steps.arguments import Sampling
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import write_arrays


class SampleLatents(Sampling):
    """Sample one latent experiment."""

    name: str
    """Name of the experiment."""

    experiment: LatentExperiment
    """The source of latents, its options, and the sweep."""

    checkpoint: Path
    """A model that morphs (.safetensors of train.py)."""

    images: PositiveInt = 100
    """Images per value of the sweep."""

    output: Path
    """Arrays to write (.npz): values (v,), images and z_T (v, n, 28, 28)."""


def main(arguments: SampleLatents) -> None:
    model = open_model(arguments.checkpoint, arguments.weights, arguments.compute, arguments.sampler.guidance)
    about, experiment = model.description, arguments.experiment
    pools = read_pools(arguments.digits, arguments.garments, arguments.split)
    images, starts = [], []
    with progress(arguments.images * len(experiment.values), arguments.name) as bar:
        for value in experiment.values:
            options = experiment.options_at(value)
            # The same stream for every value, so that a sweep compares like with like.
            generator = seeds.numpy_generator(about.seed, "latents", experiment.source)
            latents = draw_latents(model, pools, arguments.images, generator, experiment.source, options)
            starts.append(latents.z_T)
            blocks = []
            for block in generate(model.restorer, arguments.sampler, latents, about.seed, block=arguments.block):
                blocks.append(block)
                bar.update(len(block))
            images.append(np.concatenate(blocks))
    write_arrays(
        arguments.output,
        "latents",
        {
            "values": np.array([np.nan if value is None else value for value in experiment.values], dtype=np.float64),
            "images": np.stack(images),
            "z_T": np.stack(starts),
        },
        experiment=arguments.name,
        source=experiment.source,
        option=experiment.option or "",
        options=experiment.options,
        sampler=arguments.sampler.title,
        steps=arguments.sampler.steps,
        run=about.run,
        schedule=about.schedule,
        pixel_limit=about.pixel_limit,
    )


if __name__ == "__main__":
    run(main, SampleLatents)
