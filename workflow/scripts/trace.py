"""Watch one model at work: what it predicts at each t, what it restores, and how it generates."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from hotcold import plugins, seeds
from hotcold.config.base import Name
from hotcold.config.sampling import RunSampler, TraceSettings
from hotcold.diffusion.latent import Pools, draw_latents, read_pools, source_of
from hotcold.diffusion.models import TrainedModel, open_model
from hotcold.errors import InputError
from hotcold.evaluation.about import about_run
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.losses_by_t import LOSSES_BY_T, losses_by_t, times
from hotcold.evaluation.ranges import RANGES, ranges
from hotcold.evaluation.restoration import DEGRADED, DIRECT, RESTORATION, restoration
from hotcold.evaluation.trace import follow, restore
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
    labels = read_arrays(arguments.digits_test, "digits-test")["test_labels"][: settings.restored]
    if len(labels) < settings.images:
        raise InputError(f"sampling.trace.images: expected at most {len(labels)}, as there are, not {settings.images}")
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    samplers = [arguments.sampler, *settings.beside]
    model = _opened(arguments, arguments.sampler.model_copy(update={"guidance": None}))
    by = [(_opened(arguments, sampler).restorer, sampler) for sampler in samplers]

    # On the same digits with the same ends for every run and seed.
    x, z = _paired(model, pools, "validation", "independent", seeds.derive(0, "losses by t"), settings.loss_images)
    losses = losses_by_t(model.restorer, x, z, times(model.description.timesteps)).assign(epoch=model.epoch)
    _write(arguments, model, losses.assign(split="validation"), arguments.losses_by_t, LOSSES_BY_T)

    # By the run's seed, so that runs which pair alike restore from the same ends. All digits are paired, because the
    # nearest of many garments is nearer than the nearest of few.
    real, seed = pools.digits["test"], model.description.seed
    pairs = _paired(model, pools, "test", arguments.coupling, seeds.derive(seed, "restored"))
    x, z = (tensor[: len(labels)] for tensor in pairs)
    restored = restore(model.restorer, by, x, z, settings.ladder, seed)
    stepwise = {sampler.title: images for sampler, images in zip(samplers, restored.stepwise, strict=True)}
    table = restoration(
        settings.ladder,
        {DEGRADED: restored.degraded, DIRECT: restored.direct, **stepwise},
        x[:, 0].cpu().numpy(),
        labels,
        real,
        load_classifier(arguments.classifier, x.device),
        model.description.pixel_limit,
    )
    _write(arguments, model, table.assign(split="test"), arguments.restoration, RESTORATION)

    shown, source = slice(settings.images), source_of(model.restorer.degradation, arguments.start)
    generator = seeds.numpy_generator(seed, "trace")
    start = draw_latents(model, pools, arguments.split, settings.images, generator, source).start(shown, x.device)
    seen = follow(by[0], x[shown], z[shown], start, settings.every, seed)
    table = ranges(seen).assign(split=arguments.split, clipped=arguments.sampler.clip_x0)
    _write(arguments, model, table, arguments.ranges, RANGES)
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


def _opened(arguments: Trace, sampler: RunSampler) -> TrainedModel:
    return open_model(arguments.checkpoint, arguments.weights, arguments.compute, sampler)


def _paired(
    model: TrainedModel, pools: Pools, split: str, coupling: str, seed: int, n: int | None = None
) -> tuple[Tensor, Tensor]:
    """Return n digits, or all, and their ends, paired on the CPU, so that they are the same on every device."""
    degradation, generator = model.restorer.degradation, torch.Generator().manual_seed(seed)
    given = pools.digits[split][:n], pools.garments[split], model.description.pixel_limit, torch.device("cpu")
    pairs = Images.of(*given).paired(plugins.entry("couplings", coupling), generator)
    x, z = pairs.all(degradation.end, generator)
    return x.to(degradation.device), z.to(degradation.device)


def _write(
    arguments: Trace, model: TrainedModel, table: pd.DataFrame, path: Path, columns: Mapping[str, Column]
) -> None:
    write_table(table.assign(**about_run(model.description, arguments.run), weights=arguments.weights), path, columns)


if __name__ == "__main__":
    run(main, Trace)
