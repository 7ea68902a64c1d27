"""What quality costs in time: samplers and numbers of steps on one checkpoint."""

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from hotcold.config.compute import ComputeSettings
from hotcold.config.model import Weights
from hotcold.config.sampling import RunSampler, Split
from hotcold.data.pixels import to_bytes
from hotcold.diffusion.device import pick_precision
from hotcold.diffusion.generation import generate
from hotcold.diffusion.latent import Latents
from hotcold.diffusion.models import TrainedModel
from hotcold.errors import InputError
from hotcold.evaluation.about import RUN, about_run
from hotcold.evaluation.metrics import fid, manifold_share
from hotcold.evaluation.reference import Reference
from hotcold.evaluation.ruler_table import floor
from hotcold.evaluation.seen import Eye, look
from hotcold.storage.tables import Column

WARM_UP_STEPS = 5

QUALITY = {
    **RUN,
    "epoch": Column("epoch", "epoch of the checkpoint"),
    "split": Column("", "test or validation: images that samples started from, and digits they are scored by"),
    "weights": Column("", "raw or ema"),
    "sampler": Column("", "sampler and its options"),
    "steps": Column("step", "sampling steps"),
    "own": Column("", "whether the study samples this run so: these weights, this sampler, these steps"),
    "n": Column("image", "images generated"),
    "features": Column("", "digits: penultimate layer of the digit classifier"),
    "value": Column("feature unit²", "Fréchet distance between generated, clamped, and real"),
    "low": Column("feature unit²", f"lower end of its interval: {fid.INTERVAL}"),
    "high": Column("feature unit²", "upper end"),
    "floor": Column("feature unit²", "the same of n other real digits, the mean of their draws"),
    "floor_low": Column("feature unit²", "lower end of the interval in which 95 % of such draws lie"),
    "floor_high": Column("feature unit²", "upper end"),
    "manifold_share": Column("", manifold_share.QUANTITY),
    "share_low": Column("", f"lower end of its interval: {manifold_share.INTERVAL}"),
    "share_high": Column("", "upper end"),
    "seconds_per_image": Column("s/image", "median over blocks of wall time over images, after one to warm up"),
    "device": Column("", "what the network ran on: cpu or cuda"),
    "threads": Column("thread", "CPU threads that it had"),
    "precision": Column("", "of the network's arithmetic: float32 or bfloat16"),
}
Opened = Callable[[Weights, RunSampler], TrainedModel]


def compare_samplers(
    run: str,
    opened: Opened,
    own: tuple[Weights, RunSampler],
    samplers: Sequence[RunSampler],
    latents: Latents,
    seed: int,
    *,
    block: int,
    compute: ComputeSettings,
    score: Callable[[NDArray[np.uint8]], dict[str, object]],
    on_sampler: Callable[[str], object],
) -> pd.DataFrame:
    """Return the table of what each sampler's images score and cost.

    Args:
        run: whose checkpoint it is.
        opened: gives the model with those weights, as it is guided and clipped for that sampler.
        own: the weights and the sampler that the study samples this run with; its function and options sample from the
            raw weights too.
        samplers: compared, from the averaged weights.
        latents: where all of them start.
        seed: of the samplers' noise.
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
        unguided = own_sampler.model_copy(update={"steps": WARM_UP_STEPS, "guidance": None})
        model = opened(weights, unguided)
        about, device = model.description, model.restorer.degradation.device
        on_sampler("warming up")
        _timed(model, unguided, first, seed, block)
        for sampler in compared:
            title = f"{weights}, {sampler.title}, {sampler.steps} steps"
            on_sampler(title)
            images, seconds = _timed(opened(weights, sampler), sampler, latents, seed, block)
            if not np.isfinite(images).all():
                raise InputError(f"{run}: {title}: a pixel is not finite; train that run again")
            rows.append(
                {
                    **about_run(about, run),
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


def digit_scores(images: NDArray[np.uint8], split: Split, reference: Reference, eye: Eye) -> dict[str, object]:
    """Return the columns of the table that depend on the images alone, compared with the digits of a split."""
    real, generated = reference.of(split), look(eye, images)
    distance, share = fid.measure(real, generated), manifold_share.measure(real, generated)
    of_real = floor("fid", reference, split, len(images))
    return {
        "split": split,
        "n": len(images),
        "features": reference.name,
        **{name: getattr(distance, name) for name in ("value", "low", "high")},
        "floor": of_real["value"],
        "floor_low": of_real["low"],
        "floor_high": of_real["high"],
        "manifold_share": share.value,
        "share_low": share.low,
        "share_high": share.high,
    }


def _timed(
    model: TrainedModel, sampler: RunSampler, latents: Latents, seed: int, block: int
) -> tuple[NDArray[np.float32], float]:
    """Return the images, and the seconds that one takes: the median of the blocks', which no disturbance moves."""
    images, seconds = [], []
    start = perf_counter()
    for (images_of_block,) in generate(model.restorer, sampler, latents, seed, block=block):
        end = perf_counter()
        images.append(images_of_block)
        seconds.append((end - start) / len(images_of_block))
        start = end
    return np.concatenate(images), float(np.median(seconds))
