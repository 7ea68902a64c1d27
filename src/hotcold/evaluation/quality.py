"""What quality costs in time: samplers and numbers of steps on one checkpoint."""

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from hotcold.config.compute import ComputeSettings
from hotcold.config.model import Weights
from hotcold.config.sampling import Guidance, RunSampler
from hotcold.data.pixels import to_bytes
from hotcold.diffusion.device import pick_precision
from hotcold.diffusion.generation import generate
from hotcold.diffusion.latent import Latents
from hotcold.diffusion.models import TrainedModel
from hotcold.errors import InputError
from hotcold.evaluation.diversity import confident_share
from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.metrics import fid
from hotcold.evaluation.reference import Reference
from hotcold.evaluation.scores import ABOUT, floor
from hotcold.storage.tables import Column

WARM_UP_STEPS = 5

QUALITY = {
    **{name: ABOUT[name] for name in ("run", "seed", "degradation", "schedule", "network", "epoch", "weights")},
    **{name: ABOUT[name] for name in ("sampler", "steps")},
    "own": Column("", "whether the study samples this run so: these weights, this sampler, these steps"),
    **{name: ABOUT[name] for name in ("n_generated", "n_real", "features")},
    "value": Column("feature unit²", "Fréchet distance between generated, clamped, and real"),
    "floor": Column("feature unit²", "the same between n_generated training digits and the real ones"),
    "confident_share": Column("", "share whose class has at least the confident probability"),
    "seconds_per_image": Column("s/image", "median over blocks of wall time over images, after one to warm up"),
    "device": Column("", "what the network ran on: cpu or cuda"),
    "threads": Column("thread", "CPU threads that it had"),
    "precision": Column("", "of the network's arithmetic: float32 or bfloat16"),
}
Opened = Callable[[Weights, Guidance | None], TrainedModel]


def compare_samplers(
    opened: Opened,
    own: tuple[Weights, RunSampler],
    samplers: Sequence[RunSampler],
    latents: Latents,
    *,
    block: int,
    compute: ComputeSettings,
    score: Callable[[NDArray[np.uint8]], dict[str, object]],
    on_sampler: Callable[[str], object],
) -> pd.DataFrame:
    """Return the table of what each sampler's images score and cost.

    Args:
        opened: gives the model with those weights, guided or not.
        own: the weights and the sampler that the study samples this run with; its function and options sample from the
            raw weights too.
        samplers: compared, from the averaged weights.
        latents: where all of them start.
        block: images generated side by side.
        compute: what the model runs on.
        score: of images (n, 28, 28) as bytes.
        on_sampler: told what is sampled next.

    Raises:
        InputError: a pixel is not finite.

    """
    _, own_sampler = own
    alike = [one for one in samplers if (one.function, one.options) == (own_sampler.function, own_sampler.options)]
    tasks: list[tuple[Weights, Sequence[RunSampler]]] = [("ema", samplers), ("raw", alike)]
    # The first block pays for memory and for kernels chosen by shape, which no later one does.
    first = Latents(latents.z_T[:block], latents.z[:block])
    rows = []
    for weights, compared in tasks:
        model = opened(weights, None)
        about, device = model.description, model.restorer.degradation.device
        on_sampler("warming up")
        _timed(model, own_sampler.model_copy(update={"steps": WARM_UP_STEPS}), first, block)
        for sampler in compared:
            title = f"{weights}, {sampler.title}, {sampler.steps} steps"
            on_sampler(title)
            images, seconds = _timed(opened(weights, sampler.guidance), sampler, latents, block)
            if not np.isfinite(images).all():
                raise InputError(f"{about.run}: {title}: a pixel is not finite; train that run again")
            rows.append(
                {
                    **about.model_dump(include={"run", "seed", "degradation", "schedule", "network"}),
                    "epoch": model.epoch,
                    "weights": weights,
                    "sampler": sampler.title,
                    "steps": sampler.steps,
                    "own": (weights, sampler) == own,
                    "seconds_per_image": seconds,
                    "device": device.type,
                    "threads": torch.get_num_threads(),
                    "precision": pick_precision(device, compute.precision),
                    **score(to_bytes(images, about.pixel_limit)),
                }
            )
    return pd.DataFrame(rows)[list(QUALITY)]


def digit_scores(
    images: NDArray[np.uint8], reference: Reference, classifier: DigitClassifier, confident: float
) -> dict[str, object]:
    """Return the columns of the table that depend on the images alone."""
    features, probabilities = classify(classifier, images)
    real = reference.held_out
    return {
        "n_generated": len(images),
        "n_real": len(real),
        "features": reference.name,
        "value": fid.measure(real, Scored(features, images)).value,
        "floor": floor("fid", reference, len(images), len(real)),
        "confident_share": confident_share(probabilities, confident),
    }


def _timed(model: TrainedModel, sampler: RunSampler, latents: Latents, block: int) -> tuple[NDArray[np.float32], float]:
    """Return the images, and the seconds that one takes: the median of the blocks', which no disturbance moves."""
    images, seconds = [], []
    start = perf_counter()
    for images_of_block in generate(model.restorer, sampler, latents, model.description.seed, block=block):
        end = perf_counter()
        images.append(images_of_block)
        seconds.append((end - start) / len(images_of_block))
        start = end
    return np.concatenate(images), float(np.median(seconds))
