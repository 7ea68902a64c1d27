"""Sample one latent experiment: a source of latents, perhaps over a sweep of one of its options."""

from pathlib import Path

from pydantic import PositiveInt

from hotcold.config.base import Name
from hotcold.config.latents import LatentExperiment
from hotcold.diffusion.experiment import sample_experiment
from hotcold.diffusion.latent import read_pools
from hotcold.diffusion.models import open_model
from hotcold.evaluation.about import about_run
from hotcold.steps.arguments import InBlocks, Sampling
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import write_arrays


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

    images: PositiveInt
    """Images per value of the sweep."""

    output: Path
    """Arrays to write (.npz): those of `hotcold.diffusion.experiment.sample_experiment`."""


def main(arguments: SampleLatents) -> None:
    sampler, experiment = arguments.sampler, arguments.experiment
    model = open_model(arguments.checkpoint, arguments.weights, arguments.compute, sampler)
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    given = model, sampler, experiment, pools, arguments.split, arguments.images
    with progress(arguments.images * len(experiment.values), arguments.name) as bar:
        arrays = sample_experiment(*given, block=arguments.block, on_images=bar.update)
    write_arrays(
        arguments.output,
        "latents",
        arrays,
        **about_run(model.description, arguments.run),
        experiment=arguments.name,
        source=experiment.source,
        option=experiment.option or "",
        options=experiment.options,
        sampler=sampler.title,
        steps=sampler.steps,
        pixel_limit=model.description.pixel_limit,
    )


if __name__ == "__main__":
    run(main, SampleLatents)
