"""Follow one model at work: digits degraded, images generated, and digits restored from a ladder of t."""

from pathlib import Path

from hotcold import seeds
from hotcold.config.compute import ComputeSettings
from hotcold.config.sampling import Guidance, RunSampler, TraceSettings, Weights
from hotcold.data.pixels import to_model
from hotcold.diffusion.latent import Pools, draw_latents
from hotcold.diffusion.models import TrainedModel, open_model
from hotcold.errors import InputError
from hotcold.evaluation.trace import trace
from hotcold.plugins import SOURCES
from hotcold.steps.command import Arguments, run
from hotcold.storage.arrays import read_arrays, write_arrays


class Trace(Arguments):
    """Follow one model at work."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    weights: Weights = "ema"
    """Which of its weights."""

    sampler: RunSampler
    """How to get from z_t to an image; a checkpoint that guides lies beside the model."""

    trace: TraceSettings = TraceSettings()
    """What to follow."""

    digits: Path
    """Digits, as get_data.py writes them (.npz); held-out ones are followed."""

    garments: Path
    """Garments, likewise; held-out ones are the ends."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Arrays to write (.npz): t, digits, forward, backward, ladder_t, degraded, direct, restored, beside."""


def main(arguments: Trace) -> None:
    def opened(guidance: Guidance | None) -> TrainedModel:
        return open_model(arguments.checkpoint, arguments.weights, arguments.compute, guidance)

    model = opened(None)
    about, degradation, settings = model.description, model.restorer.degradation, arguments.trace
    files = read_arrays(arguments.digits, "digits"), read_arrays(arguments.garments, "garments")
    pools = Pools(files[0].arrays, files[1].arrays, "held_out", about.pixel_limit)
    generator, source = seeds.numpy_generator(about.seed, "trace"), SOURCES[degradation.end]
    latents = draw_latents(degradation, pools, settings.images, generator, source)
    digits = to_model(files[0]["test_images"][: settings.images], about.pixel_limit)
    if len(digits) < settings.images:
        raise InputError(f"sampling.trace.images: expected at most {len(digits)}, as there are, not {settings.images}")
    start = latents.start(slice(None), degradation.device)
    write_arrays(
        arguments.output,
        "traces",
        trace(
            model.restorer,
            [(opened(sampler.guidance).restorer, sampler) for sampler in (arguments.sampler, *settings.beside)],
            digits,
            start,
            settings,
            about.seed,
        ),
        **about.model_dump(include={"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}),
        epoch=model.epoch,
        weights=arguments.weights,
        restored_by=arguments.sampler.title,
        beside_by=[sampler.title for sampler in settings.beside],
    )


if __name__ == "__main__":
    run(main, Trace)
