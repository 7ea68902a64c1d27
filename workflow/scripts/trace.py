"""Watch one model at work: what it predicts at each t, what it restores, and how it generates."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import plugins, seeds
from hotcold.config.base import Name
from hotcold.config.sampling import RunSampler, TraceSettings
from hotcold.diffusion.latent import draw_latents, read_pools, source_of
from hotcold.diffusion.models import TrainedModel, open_model
from hotcold.errors import InputError
from hotcold.evaluation.about import about_run
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.losses_by_t import LOSSES_BY_T, losses_by_t, times
from hotcold.evaluation.ranges import RANGES, ranges
from hotcold.evaluation.restoration import DEGRADED, DIRECT, RESTORATION, restoration
from hotcold.evaluation.trace import By, Restored, follow, restore
from hotcold.steps.arguments import Sampling, Starting
from hotcold.steps.command import run
from hotcold.storage.arrays import read_arrays, write_arrays
from hotcold.storage.tables import Column, write_table
from hotcold.training.pairs import Images


class Trace(Sampling, Starting):
    """Watch one model at work."""

    run: Name
    """Name of the run."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    coupling: Name = "independent"
    """How the model's training paired digits and garments: a module of training/couplings."""

    trace: TraceSettings = TraceSettings()
    """What to look at."""

    arrays: Path
    """Arrays to write (.npz), of the digits that are shown: those of `hotcold.evaluation.trace.follow`, ladder_t,
    degraded, direct, restored, beside."""

    losses_by_t: Path
    """Table to write (.parquet)."""

    restoration: Path
    """Table to write (.parquet)."""

    ranges: Path
    """Table to write (.parquet)."""


def main(arguments: Trace) -> None:
    settings = arguments.trace
    model = open_model(arguments.checkpoint, arguments.weights, arguments.compute, clip_x0=arguments.sampler.clip_x0)
    samplers = [_as_it_samples(arguments, sampler) for sampler in (arguments.sampler, *settings.beside)]
    _predict(arguments, model)
    digits = read_arrays(arguments.digits_test, "digits-test")
    garments = read_arrays(arguments.garments_test, "garments-test")["test_images"]
    labels = digits["test_labels"][: settings.restored]
    if len(labels) < settings.images:
        raise InputError(f"sampling.trace.images: expected at most {len(labels)}, as there are, not {settings.images}")
    # By the run's seed, so that runs which pair alike restore from the same ends. All digits are paired, because the
    # nearest of many garments is nearer than the nearest of few.
    seed = model.description.seed
    x, z = _pairs(model, digits["test_images"], garments, arguments.coupling, seeds.derive(seed, "restored"))
    x, z = x[: len(labels)], z[: len(labels)]
    restored = restore(model.restorer, samplers, x, z, settings.ladder, seed)
    _judge(arguments, model, restored, x, labels, digits["test_images"])
    shown = slice(settings.images)
    seen = _follow(arguments, model, samplers[0], x[shown], z[shown])
    own, *beside = (images[:, shown] for images in restored.stepwise)
    write_arrays(
        arguments.arrays,
        "traces",
        {
            **seen,
            "ladder_t": np.array(settings.ladder),
            "degraded": restored.degraded[:, shown],
            "direct": restored.direct[:, shown],
            "restored": own,
            "beside": np.array(beside, dtype=np.float32).reshape(-1, *own.shape),
        },
        **about_run(model.description, arguments.run),
        **model.description.model_dump(include={"timesteps", "pixel_limit"}),
        epoch=model.epoch,
        weights=arguments.weights,
        restored_by=arguments.sampler.title,
        beside_by=[sampler.title for sampler in settings.beside],
    )


def _as_it_samples(arguments: Trace, sampler: RunSampler) -> By:
    opened = open_model(
        arguments.checkpoint, arguments.weights, arguments.compute, sampler.guidance, clip_x0=sampler.clip_x0
    )
    return opened.restorer, sampler


def _predict(arguments: Trace, model: TrainedModel) -> None:
    """Write the losses by t, on digits of validation with the same ends for every run and seed."""
    digits = read_arrays(arguments.digits, "digits")["validation_images"][: arguments.trace.loss_images]
    garments = read_arrays(arguments.garments, "garments")["validation_images"]
    x, z = _pairs(model, digits, garments, "independent", seeds.derive(0, "losses by t"))
    table = losses_by_t(model.restorer, x, z, times(model.description.timesteps))
    _write(arguments, model, table.assign(epoch=model.epoch), arguments.losses_by_t, LOSSES_BY_T)


def _judge(
    arguments: Trace,
    model: TrainedModel,
    restored: Restored,
    x: Tensor,
    labels: NDArray[np.uint8],
    real: NDArray[np.uint8],
) -> None:
    """Write the table of restorations."""
    names = [DEGRADED, DIRECT, *(sampler.title for sampler in (arguments.sampler, *arguments.trace.beside))]
    table = restoration(
        arguments.trace.ladder,
        dict(zip(names, [restored.degraded, restored.direct, *restored.stepwise], strict=True)),
        x[:, 0].cpu().numpy(),
        labels,
        real,
        load_classifier(arguments.classifier, x.device),
        model.description.pixel_limit,
    )
    _write(arguments, model, table, arguments.restoration, RESTORATION)


def _follow(arguments: Trace, model: TrainedModel, by: By, x: Tensor, z: Tensor) -> Mapping[str, NDArray[np.generic]]:
    """Return digits and images on their way, and write how far the images' states reach."""
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    seed, source = model.description.seed, source_of(model.restorer.degradation, arguments.start)
    latents = draw_latents(model, pools, arguments.split, len(x), seeds.numpy_generator(seed, "trace"), source)
    seen = follow(by, x, z, latents.start(slice(None), x.device), arguments.trace.every, seed)
    table = ranges(seen).assign(clipped=arguments.sampler.clip_x0)
    _write(arguments, model, table, arguments.ranges, RANGES)
    return seen


def _pairs(
    model: TrainedModel, digits: NDArray[np.uint8], garments: NDArray[np.uint8], coupling: str, seed: int
) -> tuple[Tensor, Tensor]:
    """Return digits and their ends (n, 1, 28, 28), paired on the CPU, so that they are the same on every device."""
    degradation, generator = model.restorer.degradation, torch.Generator().manual_seed(seed)
    tensors = (torch.from_numpy(images)[:, None] for images in (digits, garments))
    pairs = Images(*tensors, model.description.pixel_limit).paired(plugins.entry("couplings", coupling), generator)
    x, z = pairs.all(degradation.end, generator)
    return x.to(degradation.device), z.to(degradation.device)


def _write(
    arguments: Trace, model: TrainedModel, table: pd.DataFrame, path: Path, columns: Mapping[str, Column]
) -> None:
    write_table(table.assign(**about_run(model.description, arguments.run), weights=arguments.weights), path, columns)


if __name__ == "__main__":
    run(main, Trace)
