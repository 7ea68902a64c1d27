"""Compare samplers and numbers of steps on one checkpoint: how good their images are and what they cost."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from pydantic import Field, PositiveInt

from hotcold import plugins, seeds
from hotcold.artifacts import Arrays, Column, read_arrays, write_table
from hotcold.cli import Arguments, run
from hotcold.config.sampling import Guidance, RunSampler
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device, pick_precision
from hotcold.diversity import confident_share
from hotcold.errors import InputError
from hotcold.features.digit_classifier import DigitClassifier, classify, load_classifier
from hotcold.features.extract import check_weights
from hotcold.frechet import frechet_distance
from hotcold.latents import Latents
from hotcold.models import TrainedModel, open_model
from hotcold.pixels import to_bytes, to_model
from hotcold.sampling import generate_blocks

Weights = Literal["ema", "raw"]

WARM_UP_STEPS = 5

QUALITY = {
    "run": Column("", "name of the run"),
    "seed": Column("", "seed of the run"),
    "degradation": Column("", "degradation of the run"),
    "schedule": Column("", "noise schedule of the run"),
    "network": Column("", "network of the run"),
    "epoch": Column("epoch", "epoch of the checkpoint"),
    "weights": Column("", "raw or ema"),
    "sampler": Column("", "sampler and its options"),
    "steps": Column("step", "sampling steps"),
    "own": Column("", "whether the study samples this run so: these weights, this sampler, these steps"),
    "n_generated": Column("image", "generated images"),
    "n_real": Column("image", "real, held-out images"),
    "features": Column("", "digits: penultimate layer of the digit classifier"),
    "value": Column("feature unit²", "Fréchet distance between generated, clamped, and real"),
    "floor": Column("feature unit²", "the same between n_generated training digits and the real ones"),
    "confident_share": Column("", "share whose class has at least the confident probability"),
    "seconds_per_image": Column("s/image", "median over blocks of wall time over images, after one to warm up"),
    "device": Column("", "what the network ran on: cpu or cuda"),
    "threads": Column("thread", "CPU threads that it had"),
    "precision": Column("", "of the network's arithmetic: float32 or bfloat16"),
}


class CompareSamplers(Arguments):
    """Compare samplers and numbers of steps on one checkpoint."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    samplers: list[RunSampler] = Field(min_length=1)
    """What to compare, all with the averaged weights; a checkpoint that guides lies beside the model."""

    sampler: RunSampler
    """The run's own; its function and options, guided or not, are compared with the raw weights too."""

    weights: Weights = "ema"
    """The weights that the study samples from."""

    garments: Path
    """Garments, as get_data.py writes them (.npz)."""

    split: Literal["held_out", "train"] = "held_out"
    """Which garments to start from."""

    images: int = Field(1000, ge=2)
    """Images from each sampler."""

    block: PositiveInt = 250
    """Images generated side by side."""

    reference: Path
    """Digit features of real digits, as compute_reference.py writes them (.npz)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    confident: float = 0.9
    """Probability from which a sample counts as confidently classified."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """The table (.parquet)."""


def main(arguments: CompareSamplers) -> None:
    own = arguments.sampler
    alike = [one for one in arguments.samplers if (one.function, one.options) == (own.function, own.options)]
    classifier = load_classifier(arguments.classifier, pick_device(arguments.compute.device))
    reference = read_arrays(arguments.reference, "reference")
    check_weights(arguments.reference, reference.metadata["weights"], arguments.classifier)
    rows = []
    for weights, samplers in (("ema", arguments.samplers), ("raw", alike)):
        for sampler, about, images in _sampled(arguments, weights, samplers):
            scores = _scores(images, reference, classifier, arguments.confident)
            rows.append({**about, "own": (weights, sampler) == (arguments.weights, own), **scores})
    write_table(pd.DataFrame(rows), arguments.output, QUALITY)


def _sampled(
    arguments: CompareSamplers, weights: Weights, samplers: list[RunSampler]
) -> Iterator[tuple[RunSampler, dict[str, object], NDArray[np.uint8]]]:
    """Yield each sampler, what it sampled from and how fast, and its images as bytes (n, 28, 28)."""

    def opened(guidance: Guidance | None) -> TrainedModel:
        return open_model(arguments.checkpoint, weights, arguments.compute, guidance)

    model = opened(None)
    description, device = model.description, model.restorer.degradation.device
    latents = _latents(arguments, model)

    def sampled(sampler: RunSampler, latents: Latents, title: str) -> tuple[NDArray[np.float32], float]:
        """Return the images, and the seconds that one takes: the median of the blocks', which no disturbance moves."""
        work = {"block": arguments.block, "n": len(latents.z_T), "description": title}
        images, seconds = [], []
        blocks = generate_blocks(opened(sampler.guidance).restorer, sampler, [latents], description.seed, **work)
        start = perf_counter()
        for block in blocks:
            end = perf_counter()
            images.append(block)
            seconds.append((end - start) / len(block))
            start = end
        return np.concatenate(images), float(np.median(seconds))

    # The first block pays for memory and for kernels chosen by shape, which no later one does.
    first = Latents(latents.z_T[: arguments.block], latents.z[: arguments.block])
    sampled(arguments.sampler.model_copy(update={"steps": WARM_UP_STEPS}), first, "warming up")
    for sampler in samplers:
        title = f"{weights}, {sampler.title}, {sampler.steps} steps"
        images, seconds = sampled(sampler, latents, title)
        if not np.isfinite(images).all():
            raise InputError(f"{arguments.checkpoint}: {title}: a pixel is not finite; train that run again")
        about = {
            **description.model_dump(include={"run", "seed", "degradation", "schedule", "network"}),
            "epoch": model.epoch,
            "weights": weights,
            "sampler": sampler.title,
            "steps": sampler.steps,
            "seconds_per_image": seconds,
            "device": device.type,
            "threads": torch.get_num_threads(),
            "precision": pick_precision(device, arguments.compute.precision),
        }
        yield sampler, about, to_bytes(images, description.pixel_limit)


def _latents(arguments: CompareSamplers, model: TrainedModel) -> Latents:
    """Return the starts that sample.py takes too, so that both tables give the run's own sampler the same score."""
    about, source = model.description, model.restorer.degradation.end
    array = {"held_out": "test_images", "train": "train_images"}[arguments.split]
    garments = to_model(read_arrays(arguments.garments, "garments")[array], about.pixel_limit)
    generator = seeds.numpy_generator(about.seed, "latents", source)
    return plugins.entry("latents", source)(garments, arguments.images, generator)


def _scores(
    images: NDArray[np.uint8], reference: Arrays, classifier: DigitClassifier, confident: float
) -> dict[str, object]:
    features, probabilities = classify(classifier, images)
    real = reference["held_out"]
    return {
        "n_generated": len(images),
        "n_real": len(real),
        "features": reference.metadata["features"],
        "value": frechet_distance(real, features),
        "floor": frechet_distance(real, reference["train"][: len(images)]),
        "confident_share": confident_share(probabilities, confident),
    }


if __name__ == "__main__":
    run(main, CompareSamplers)
