"""Generate images from the checkpoints of one run."""

import logging
from pathlib import Path

import numpy as np
import torch
from pydantic import PositiveInt

from hotcold import seeds
from hotcold.diffusion.checkpoints import load_checkpoint
from hotcold.diffusion.generation import generate
from hotcold.diffusion.latent import Pools, draw_latents, read_pools
from hotcold.diffusion.models import guide_of, open_model
from hotcold.errors import InputError
from hotcold.plugins import SOURCES
from hotcold.steps.arguments import Sampling
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.steps.resume import ResumePoint, fingerprint
from hotcold.storage.arrays import write_arrays


class Sample(Sampling):
    """Generate images from checkpoints."""

    checkpoints: list[Path]
    """The models (.safetensors of train.py)."""

    images: list[PositiveInt]
    """How many images from each."""

    samples: list[Path]
    """Files to write, one for each (.npz): images (n, 28, 28) float32 in model space. Until all are made, the folder
    `resume` beside the first keeps those that are, so that a job that was stopped repeats one of them at most."""

    code: str = ""
    """What the step's code means; samples that other code has kept are not taken."""


def main(arguments: Sample) -> None:
    names = [output.name for output in arguments.samples]
    counts = [len(given) for given in (arguments.checkpoints, arguments.images, set(names))]
    if len({*counts, len(names)}) > 1:
        raise InputError(
            f"samples: expected a file of its own name for each checkpoint and number of images, not {names}"
        )
    pools = read_pools(arguments.digits, arguments.garments, arguments.split)
    point = ResumePoint(arguments.samples[0].parent / "resume", _fingerprint(arguments))
    for checkpoint, n, output in zip(arguments.checkpoints, arguments.images, arguments.samples, strict=True):
        if output.name in point:
            logging.info("%s was kept when the job was stopped", output.name)
            continue
        _sample(arguments, checkpoint, n, pools, point.path(output.name))
        point.finish(output.name)
        point.save()
    point.deliver(arguments.samples)


def _sample(arguments: Sample, checkpoint: Path, n: int, pools: Pools, output: Path) -> None:
    sampler = arguments.sampler
    model = open_model(checkpoint, arguments.weights, arguments.compute, sampler.guidance)
    about = model.description
    source = SOURCES[model.restorer.degradation.end]
    latents = draw_latents(model, pools, n, seeds.numpy_generator(about.seed, "latents", source), source)
    with progress(n, f"{about.run} epoch {model.epoch}") as bar:
        images = []
        for block in generate(model.restorer, sampler, latents, about.seed, block=arguments.block):
            images.append(block)
            bar.update(len(block))
    write_arrays(
        output,
        "samples",
        {"images": np.concatenate(images)},
        **about.model_dump(include={"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}),
        epoch=model.epoch,
        weights=arguments.weights,
        sampler=sampler.model_copy(update={"guidance": model.guidance}).title,
        steps=sampler.steps,
        source=source,
    )


def _fingerprint(arguments: Sample) -> str:
    """Return what kept samples must agree in: settings, checkpoints, images, code and PyTorch."""
    for checkpoint in arguments.checkpoints:  # so that a bad one is found before the first is sampled
        load_checkpoint(checkpoint, arguments.weights)
    settings = arguments.model_dump_json(include={"images", "weights", "sampler", "split", "block", "compute"})
    guidance = arguments.sampler.guidance
    guides = [guide_of(arguments.checkpoints[0], guidance)] if guidance else []
    files = [*arguments.checkpoints, *guides, arguments.digits, arguments.garments]
    return fingerprint(f"{settings} torch {torch.__version__}", arguments.code, files)


if __name__ == "__main__":
    run(main, Sample)
