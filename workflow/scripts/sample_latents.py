"""Sample one latent experiment: a source of latents, perhaps over a sweep of one of its options."""

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import PositiveInt

from hotcold import plugins, seeds
from hotcold.artifacts import read_arrays, write_arrays
from hotcold.cli import Arguments, run
from hotcold.config.latents import LatentExperiment
from hotcold.config.sampling import RunSampler
from hotcold.config.training import ComputeSettings
from hotcold.models import open_model
from hotcold.pixels import to_model
from hotcold.sampling import generate


class SampleLatents(Arguments):
    """Sample one latent experiment."""

    name: str
    """Name of the experiment."""

    experiment: LatentExperiment
    """The source of latents, its options, and the sweep."""

    checkpoint: Path
    """A model that morphs (.safetensors of train.py)."""

    weights: Literal["ema", "raw"] = "ema"
    """Which of its weights."""

    sampler: RunSampler
    """How to get from z_T to an image; a checkpoint that guides lies beside the model."""

    garments: Path
    """Garments, as get_data.py writes them (.npz)."""

    split: Literal["held_out", "train"] = "held_out"
    """Which garments to start from; a mixture is fitted to those of training always."""

    images: PositiveInt = 100
    """Images per value of the sweep."""

    block: PositiveInt = 250
    """Images generated side by side."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Arrays (.npz): values (v,), images and z_T (v, n, 28, 28)."""


def main(arguments: SampleLatents) -> None:
    model = open_model(arguments.checkpoint, arguments.weights, arguments.compute, arguments.sampler.guidance)
    about, experiment = model.description, arguments.experiment
    fitted = plugins.constant("latents", experiment.source, "POOL") == "train"
    array = "train_images" if fitted or arguments.split == "train" else "test_images"
    garments = to_model(read_arrays(arguments.garments, "garments")[array], about.pixel_limit)

    option, values = next(iter(experiment.sweep.items()), (None, [None]))
    images, starts = [], []
    for value in values:
        options = experiment.options | ({} if option is None else {option: value})
        # The same stream for every value, so that a sweep compares like with like.
        generator = seeds.numpy_generator(about.seed, "latents", experiment.source)
        latents = plugins.entry("latents", experiment.source)(garments, arguments.images, generator, **options)
        starts.append(latents.z_T)
        title = f"{arguments.name} {'' if value is None else value}"
        images.append(
            generate(model.restorer, arguments.sampler, latents, about.seed, block=arguments.block, description=title)
        )
    write_arrays(
        arguments.output,
        "latents",
        {
            "values": np.array([np.nan if value is None else value for value in values], dtype=np.float64),
            "images": np.stack(images),
            "z_T": np.stack(starts),
        },
        experiment=arguments.name,
        source=experiment.source,
        option=option or "",
        options=experiment.options,
        sampler=arguments.sampler.title,
        steps=arguments.sampler.steps,
        run=about.run,
        schedule=about.schedule,
        pixel_limit=about.pixel_limit,
    )


if __name__ == "__main__":
    run(main, SampleLatents)
