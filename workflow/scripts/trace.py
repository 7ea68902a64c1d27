"""Watch one model at work: what it predicts at each t, what it restores, and how it generates."""

from functools import partial
from pathlib import Path

import numpy as np

from hotcold import seeds
from hotcold.config.base import Name
from hotcold.config.sampling import TraceSettings
from hotcold.diffusion.latent import draw_latents, read_pools, source_of
from hotcold.diffusion.models import open_model
from hotcold.errors import InputError
from hotcold.evaluation.about import about_run
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.losses_by_t import LOSSES_BY_T, losses_by_t, times
from hotcold.evaluation.ranges import RANGES, ranges
from hotcold.evaluation.restoration import RESTORATION, restoration
from hotcold.evaluation.trace import follow, own_part, restore
from hotcold.steps.arguments import Sampling, Starting
from hotcold.steps.command import run
from hotcold.storage.arrays import read_arrays, write_arrays
from hotcold.storage.tables import write_table
from hotcold.training.held_out import held_out_pairs


class Trace(Sampling, Starting):
    """Watch one model at work."""

    run: Name
    """Name of the run."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    coupling: Name
    """How the model's training paired digits and garments: a module of training/couplings."""

    trace: TraceSettings
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
    settings, samplers = arguments.trace, [arguments.sampler, *arguments.trace.beside]
    labels = read_arrays(arguments.digits_test, "digits-test")["test_labels"]
    if len(labels) < settings.images:
        raise InputError(f"sampling.trace.images: expected at most {len(labels)}, as there are, not {settings.images}")
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    opened = partial(open_model, arguments.checkpoint, arguments.weights, arguments.compute)
    model = opened(arguments.sampler.model_copy(update={"guidance": None}))
    by = [(opened(sampler).restorer, sampler) for sampler in samplers]
    degradation, described, seed = model.restorer.degradation, model.description, model.description.seed
    of_run = about_run(described, arguments.run)
    about = {**of_run, "weights": arguments.weights}

    # On the same digits with the same ends for every run and seed.
    fixed = seeds.derive(0, "losses by t")
    x, z = held_out_pairs(model, pools, "validation", "independent", fixed, settings.loss_images)
    table = losses_by_t(model.restorer, x, z, times(degradation.timesteps))
    write_table(table.assign(**about, epoch=model.epoch, split="validation"), arguments.losses_by_t, LOSSES_BY_T)

    # By the run's seed, so that runs which pair alike restore from the same ends, and an interval over seeds tells of
    # other digits too. All are paired, because the nearest of many garments is nearer than the nearest of few.
    pairs = held_out_pairs(model, pools, "test", arguments.coupling, seeds.derive(seed, "restored"))
    chosen = own_part(len(labels), settings.restored, seed)
    (x, z), labels = (tensor[chosen] for tensor in pairs), labels[chosen]
    restored = restore(model.restorer, by, x, z, settings.ladder, seed)
    titles = [sampler.title for sampler in samplers]
    by_method, real = restored.by_method(titles), pools.digits["test"]
    classifier, digits = load_classifier(arguments.classifier, x.device), x[:, 0].cpu().numpy()
    table = restoration(settings.ladder, by_method, digits, labels, real, classifier, described.pixel_limit)
    write_table(table.assign(**about, split="test"), arguments.restoration, RESTORATION)

    shown, generator = slice(settings.images), seeds.numpy_generator(seed, "trace")
    source = source_of(degradation, arguments.start)
    latents = draw_latents(model, pools, arguments.split, settings.images, generator, source)
    seen = follow(by[0], x[shown], z[shown], latents.start(shown, x.device), settings.every, seed)
    table = ranges(seen).assign(**about, split=arguments.split, clipped=arguments.sampler.clip_x0)
    write_table(table, arguments.ranges, RANGES)
    write_arrays(
        arguments.arrays,
        "traces",
        {**seen, "ladder_t": np.array(settings.ladder), **restored.arrays(settings.images)},
        **of_run,
        **described.model_dump(include={"timesteps", "pixel_limit"}),
        epoch=model.epoch,
        weights=arguments.weights,
        restored_by=titles[0],
        beside_by=titles[1:],
    )


if __name__ == "__main__":
    run(main, Trace)
