"""Follow one model at work: digits degraded, images generated, and digits restored from a ladder of t."""

from pathlib import Path

from hotcold import seeds
from hotcold.config.sampling import Guidance, TraceSettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.latent import draw_latents, read_pools
from hotcold.diffusion.models import TrainedModel, open_model
from hotcold.errors import InputError
from hotcold.evaluation.trace import trace
from hotcold.plugins import SOURCES
from hotcold.steps.arguments import OfModel
from hotcold.steps.command import run
from hotcold.storage.arrays import write_arrays


class Trace(OfModel):
    """Follow one model at work."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    trace: TraceSettings = TraceSettings()
    """What to follow."""

    output: Path
    """Arrays to write (.npz): t, digits, forward, backward, ladder_t, degraded, direct, restored, beside."""


def main(arguments: Trace) -> None:
    def opened(guidance: Guidance | None) -> TrainedModel:
        return open_model(arguments.checkpoint, arguments.weights, arguments.compute, guidance)

    model = opened(None)
    about, degradation, settings = model.description, model.restorer.degradation, arguments.trace
    pools = read_pools(arguments.digits, arguments.garments, "held_out")
    generator, source = seeds.numpy_generator(about.seed, "trace"), SOURCES[degradation.end]
    latents = draw_latents(model, pools, settings.images, generator, source)
    digits = to_model(pools.digits["test_images"][: settings.images], about.pixel_limit)
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
