"""Generate images from one checkpoint, with a chosen sampler and a chosen source of latents."""

from pathlib import Path
from typing import Literal

from pydantic import PositiveInt

from hotcold import plugins, seeds
from hotcold.artifacts import read_arrays, write_arrays
from hotcold.checkpoints import load_checkpoint
from hotcold.cli import Arguments, run
from hotcold.config.sampling import Sampler
from hotcold.config.training import ComputeSettings
from hotcold.device import autocast, pick_device, set_threads
from hotcold.models import make_restorer
from hotcold.pixels import to_model
from hotcold.sampling import generate


class Sample(Arguments):
    """Generate images from one checkpoint."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    weights: Literal["ema", "raw"] = "ema"
    """Which of its weights."""

    sampler: Sampler
    """How to get from z_T to an image."""

    source: str | None = None
    """Where z_T comes from, a module of src/hotcold/latents; null: the degradation's own end."""

    garments: Path
    """Garments, as get_data.py writes them (.npz)."""

    split: Literal["held_out", "train"] = "held_out"
    """Which garments to start from."""

    images: PositiveInt
    """How many images."""

    block: PositiveInt = 250
    """Images generated side by side."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Samples (.npz): images (n, 28, 28) float32 in model space."""


def main(arguments: Sample) -> None:
    device = pick_device(arguments.compute.device)
    set_threads(arguments.compute.threads)
    model, epoch, network = load_checkpoint(arguments.checkpoint, arguments.weights)
    restorer = make_restorer(model, network, device, autocast(device, arguments.compute.precision))

    array = {"held_out": "test_images", "train": "train_images"}[arguments.split]
    garments = to_model(read_arrays(arguments.garments)[array], model.pixel_limit)
    source = arguments.source or restorer.degradation.end
    generator = seeds.numpy_generator(model.seed, "latents", source)
    latents = plugins.entry("latents", source)(garments, arguments.images, generator)

    sampler = arguments.sampler
    images = generate(
        restorer,
        latents,
        sampler.steps,
        model.seed,
        device,
        function=sampler.function,
        options=sampler.options,
        block=arguments.block,
        description=f"{model.run} epoch {epoch}",
    )
    write_arrays(
        arguments.output,
        {"images": images},
        **model.model_dump(include={"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}),
        epoch=epoch,
        weights=arguments.weights,
        sampler=sampler.function,
        steps=sampler.steps,
        source=source,
    )


if __name__ == "__main__":
    run(main, Sample)
