"""Generate images from the checkpoints of one run, with a chosen sampler and a chosen source of latents."""

import logging
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import PositiveInt

from hotcold import plugins, seeds
from hotcold.artifacts import Stream, read_arrays, write_arrays
from hotcold.checkpoints import load_checkpoint
from hotcold.cli import Arguments, run
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import RunSampler
from hotcold.config.training import ComputeSettings
from hotcold.dependencies import source_files
from hotcold.errors import InputError
from hotcold.kept import KeptFiles, fingerprint
from hotcold.latents import draw_in_parts
from hotcold.model_parts import model_code
from hotcold.models import guide_of, open_model
from hotcold.pixels import to_model
from hotcold.sampling import generate_blocks


class Sample(Arguments):
    """Generate images from checkpoints."""

    checkpoints: list[Path]
    """The models (.safetensors of train.py)."""

    images: list[PositiveInt]
    """How many images from each."""

    outputs: list[Path]
    """Samples of each (.npz): images (n, 28, 28) float32 in model space. Until all are made, the folder `resume`
    beside the first keeps those that are, so that a job that was stopped repeats one of them at most."""

    weights: Literal["ema", "raw"] = "ema"
    """Which of the models' weights."""

    sampler: RunSampler
    """How to get from z_T to an image; a checkpoint that guides lies beside those that it guides."""

    source: str | None = None
    """Where z_T comes from, a module of src/hotcold/latents; null: the degradation's own end."""

    garments: Path
    """Garments, as get_data.py writes them (.npz)."""

    split: Literal["held_out", "train"] = "held_out"
    """Which garments to start from."""

    block: PositiveInt = 250
    """Images generated side by side."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""


def main(arguments: Sample) -> None:
    counts = [len(given) for given in (arguments.checkpoints, arguments.images, arguments.outputs)]
    if len(set(counts)) > 1:
        raise InputError(f"checkpoints, images, outputs: expected as many of each, not {counts}")
    names = [output.name for output in arguments.outputs]
    if len(set(names)) < len(names):
        raise InputError(f"outputs: expected files of different names, not {names}")
    array = {"held_out": "test_images", "train": "train_images"}[arguments.split]
    garments = read_arrays(arguments.garments, "garments")[array]
    kept = KeptFiles(arguments.outputs[0].parent / "resume", _fingerprint(arguments))
    for checkpoint, n, output in zip(arguments.checkpoints, arguments.images, arguments.outputs, strict=True):
        if output.name in kept:
            logging.info("%s was kept when the job was stopped", output.name)
        else:
            _sample(arguments, checkpoint, n, garments, kept.path(output.name))
            kept.add(output.name)
    for output in arguments.outputs:
        kept.copy(output.name, output)
    kept.discard()


def _sample(arguments: Sample, checkpoint: Path, n: int, garments: NDArray[np.uint8], output: Path) -> None:
    sampler = arguments.sampler
    model = open_model(checkpoint, arguments.weights, arguments.compute, sampler.guidance)
    about = model.description
    source = _source(arguments, about)
    generator = seeds.numpy_generator(about.seed, "latents", source)
    pool = to_model(garments, about.pixel_limit)
    blocks = generate_blocks(
        model.restorer,
        sampler,
        draw_in_parts(source, pool, n, generator, arguments.block),
        about.seed,
        block=arguments.block,
        n=n,
        description=f"{about.run} epoch {model.epoch}",
    )
    write_arrays(
        output,
        "samples",
        {"images": Stream((n, *pool.shape[1:]), np.float32, blocks)},
        **about.model_dump(include={"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}),
        epoch=model.epoch,
        weights=arguments.weights,
        sampler=sampler.model_copy(update={"guidance": model.guidance}).title,
        steps=sampler.steps,
        source=source,
    )


def _source(arguments: Sample, about: ModelDescription) -> str:
    return arguments.source or plugins.constant("degradations", about.degradation, "END")


def _fingerprint(arguments: Sample) -> str:
    """Return what kept samples must agree in: settings, checkpoints, garments, code and PyTorch."""
    # All of them, so that a bad one is found before the first is sampled.
    about, *_ = [load_checkpoint(checkpoint, arguments.weights)[0] for checkpoint in arguments.checkpoints]
    modules = [
        *model_code(about),
        plugins.source_file("samplers", arguments.sampler.function),
        plugins.source_file("latents", _source(arguments, about)),
    ]
    settings = arguments.model_dump_json(
        include={"images", "weights", "sampler", "source", "split", "block", "compute"}
    )
    guidance = arguments.sampler.guidance
    guides = [guide_of(arguments.checkpoints[0], guidance)] if guidance else []
    files = [*arguments.checkpoints, *guides, arguments.garments, *source_files(Path(__file__), modules)]
    return fingerprint(f"{settings} torch {torch.__version__}", files)


if __name__ == "__main__":
    run(main, Sample)
