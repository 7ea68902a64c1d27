"""Generate images from the checkpoints of one run, with a chosen sampler and a chosen source of latents."""

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import PositiveInt

from hotcold import seeds
from hotcold.artifacts import Stream, read_arrays, write_arrays
from hotcold.cli import Arguments, run
from hotcold.config.sampling import Sampler
from hotcold.config.training import ComputeSettings
from hotcold.errors import InputError
from hotcold.latents import draw_in_parts
from hotcold.models import open_model
from hotcold.pixels import to_model
from hotcold.sampling import generate_blocks


class Sample(Arguments):
    """Generate images from checkpoints."""

    checkpoints: list[Path]
    """The models (.safetensors of train.py)."""

    images: list[PositiveInt]
    """How many images from each."""

    outputs: list[Path]
    """Samples of each (.npz): images (n, 28, 28) float32 in model space."""

    weights: Literal["ema", "raw"] = "ema"
    """Which of the models' weights."""

    sampler: Sampler
    """How to get from z_T to an image."""

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
    array = {"held_out": "test_images", "train": "train_images"}[arguments.split]
    garments = read_arrays(arguments.garments)[array]
    for checkpoint, n, output in zip(arguments.checkpoints, arguments.images, arguments.outputs, strict=True):
        model = open_model(checkpoint, arguments.weights, arguments.compute)
        about, sampler = model.description, arguments.sampler
        source = arguments.source or model.restorer.degradation.end
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
            {"images": Stream((n, *pool.shape[1:]), np.float32, blocks)},
            **about.model_dump(
                include={"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}
            ),
            epoch=model.epoch,
            weights=arguments.weights,
            sampler=sampler.title,
            steps=sampler.steps,
            source=source,
        )


if __name__ == "__main__":
    run(main, Sample)
