"""Animate one model: noise or garments turn into digits, and back."""

import math
from pathlib import Path

import numpy as np

from hotcold import seeds
from hotcold.config.animations import AnimationSettings
from hotcold.data.pixels import to_unit
from hotcold.diffusion.latent import draw_latents, read_pools, source_of
from hotcold.diffusion.models import open_model
from hotcold.evaluation.round_trip import round_trip
from hotcold.figures.parts.animation import HOLD, write_animation
from hotcold.steps.arguments import Sampling, Starting
from hotcold.steps.command import run


class Animate(Sampling, Starting):
    """Animate one model."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    animation: AnimationSettings
    """What it looks like."""

    output: Path
    """Animation to write (.gif)."""


def main(arguments: Animate) -> None:
    sampler, look = arguments.sampler, arguments.animation
    model = open_model(arguments.checkpoint, arguments.weights, arguments.compute, sampler)
    degradation, seed = model.restorer.degradation, model.description.seed
    pools = read_pools(arguments.digits, arguments.digits_test, arguments.garments, arguments.garments_test)
    generator, source = seeds.numpy_generator(seed, "animation"), source_of(degradation, arguments.start)
    latents = draw_latents(model, pools, arguments.split, look.images, generator, source)
    start = latents.start(slice(None), degradation.device)
    there, back = round_trip(model.restorer, sampler, start, look.frames, seed)
    held = np.repeat(there[-1:], HOLD // look.milliseconds, axis=0)
    states = to_unit(np.concatenate([there, held, back]), model.description.pixel_limit)
    columns = math.ceil(math.sqrt(look.images))
    write_animation(arguments.output, states, columns=columns, milliseconds=look.milliseconds, greys=look.greys)


if __name__ == "__main__":
    run(main, Animate)
