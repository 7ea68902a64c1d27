"""Generate images from the checkpoints of one run."""

import logging
from pathlib import Path
from typing import Any

from hotcold import seeds
from hotcold.config.base import Name
from hotcold.config.sampling import SampleSet
from hotcold.data.pixels import to_bytes
from hotcold.diffusion.checkpoints import load_checkpoint
from hotcold.diffusion.device import pick_device, pick_precision
from hotcold.diffusion.generation import generate_all
from hotcold.diffusion.latent import Pools, draw_starts, read_pools, source_of
from hotcold.diffusion.models import open_model
from hotcold.errors import InputError
from hotcold.plugins import SOURCES
from hotcold.steps.arguments import Generating, InBlocks, Starting
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.steps.resume import ResumePoint, fingerprint
from hotcold.storage.arrays import write_arrays
from hotcold.storage.places import earlier_checkpoint


class Sample(Generating, InBlocks, Starting):
    """Generate images from checkpoints."""

    run: Name
    """Name of the run."""

    checkpoints: list[Path]
    """The models (.safetensors of train.py), one for each set of samples."""

    sets: list[SampleSet]
    """The sets of samples."""

    samples: list[Path]
    """Files to write, one for each set (.npz): images (n, 28, 28) float32 in model space and, of a degradation that
    ends in garments, starts (n, 28, 28) bytes. Until all are made, the folder `resume` beside the first keeps those
    that are, so that a job that was stopped repeats one of them at most."""

    code: str = ""
    """What the step's code means; samples that other code has kept are not taken."""


def main(arguments: Sample) -> None:
    names = [output.name for output in arguments.samples]
    counts = [len(given) for given in (arguments.checkpoints, arguments.sets, set(names))]
    if len({*counts, len(names)}) > 1:
        raise InputError(f"samples: expected a file of its own name for each checkpoint and set, not {names}")
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    point = ResumePoint(arguments.samples[0].parent / "resume", _fingerprint(arguments))
    for checkpoint, wanted, output in zip(arguments.checkpoints, arguments.sets, arguments.samples, strict=True):
        if output.name in point:
            logging.info("%s was kept when the job was stopped", output.name)
            continue
        _sample(arguments, checkpoint, wanted, pools, point.path(output.name))
        point.finish(output.name)
        point.save()
    point.deliver(arguments.samples)


def _sample(arguments: Sample, checkpoint: Path, wanted: SampleSet, pools: Pools, output: Path) -> None:
    sampler, n = arguments.sampler, wanted.images
    model = open_model(checkpoint, wanted.weights, arguments.compute, sampler)
    about = model.description
    source = source_of(model.restorer.degradation, arguments.start)
    latents = draw_starts(model, pools, wanted.split, n, about.seed, source)
    seed = seeds.derive(about.seed, "samples", wanted.split)
    with progress(n, f"{arguments.run} epoch {model.epoch}") as bar:
        logging.info("file %d of %d", arguments.sets.index(wanted) + 1, len(arguments.sets))
        images = generate_all(model.restorer, sampler, latents, seed, block=arguments.block, on_images=bar.update)
    starts: dict[str, Any] = {}
    if source.function == SOURCES["garments"]:
        starts = {"starts": to_bytes(latents.z_T, about.pixel_limit)}
    write_arrays(
        output,
        "samples",
        {"images": images, **starts},
        run=arguments.run,
        **about.model_dump(include={"seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}),
        epoch=model.epoch,
        split=wanted.split,
        weights=wanted.weights,
        precision=pick_precision(pick_device(arguments.compute.device), arguments.compute.precision),
        sampler=sampler.model_copy(update={"guidance": model.guidance}).title,
        steps=sampler.steps,
        source=source.function,
    )


def _fingerprint(arguments: Sample) -> str:
    """Return what kept samples must agree in: settings, checkpoints, images and code."""
    for checkpoint in set(arguments.checkpoints):  # so that a bad one is found before the first is sampled
        load_checkpoint(checkpoint, arguments.sets[0].weights)
    settings = arguments.model_dump_json(include={"run", "sets", "sampler", "start", "block", "compute"})
    guidance = arguments.sampler.guidance
    guides = [earlier_checkpoint(arguments.checkpoints[0], guidance.epoch)] if guidance else []
    images = [arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test]
    return fingerprint(settings, arguments.code, [*arguments.checkpoints, *guides, *images])


if __name__ == "__main__":
    run(main, Sample)
