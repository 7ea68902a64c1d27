"""Follow one model at work: digits degraded, images generated, and digits restored from a ladder of t."""

from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import plugins, seeds
from hotcold.artifacts import read_arrays, write_arrays
from hotcold.checkpoints import load_checkpoint
from hotcold.cli import Arguments, run
from hotcold.config.sampling import Sampler, TraceSettings
from hotcold.config.training import ComputeSettings
from hotcold.device import autocast, pick_device, set_threads
from hotcold.models import make_restorer
from hotcold.pixels import to_model
from hotcold.samplers import Latent, Restorer
from hotcold.sampling import sampler_states, to_latent


class Trace(Arguments):
    """Follow one model at work."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    weights: Literal["ema", "raw"] = "ema"
    """Which of its weights."""

    sampler: Sampler
    """How to get from z_t to an image."""

    trace: TraceSettings = TraceSettings()
    """What to follow."""

    digits: Path
    """Digits, as get_data.py writes them (.npz); held-out ones are followed."""

    garments: Path
    """Garments, likewise; held-out ones are the ends."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Arrays (.npz): t, digits, forward, backward, ladder_t, degraded, direct, restored."""


def main(arguments: Trace) -> None:
    device = pick_device(arguments.compute.device)
    set_threads(arguments.compute.threads)
    model, epoch, network = load_checkpoint(arguments.checkpoint, arguments.weights)
    restorer = make_restorer(model, network, device, autocast(device, arguments.compute.precision))

    n = arguments.trace.images
    pool = to_model(read_arrays(arguments.garments)["test_images"], model.pixel_limit)
    generator = seeds.numpy_generator(model.seed, "trace")
    latents = plugins.entry("latents", restorer.degradation.end)(pool, n, generator)
    latent = to_latent(latents, slice(None), device)
    digits = to_model(read_arrays(arguments.digits)["test_images"][:n], model.pixel_limit)

    shown = _shown_times(model.timesteps, arguments.trace.every)
    with torch.inference_mode():
        arrays = follow(restorer, torch.from_numpy(digits)[:, None].to(device), latent, shown, arguments, model.seed)
    write_arrays(
        arguments.output,
        {"t": np.array(shown), "digits": digits, **arrays},
        **model.model_dump(include={"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}),
        epoch=epoch,
        weights=arguments.weights,
        sampler=arguments.sampler.function,
        steps=arguments.sampler.steps,
    )


def follow(
    restorer: Restorer, x: Tensor, latent: Latent, shown: list[int], arguments: Trace, seed: int
) -> dict[str, NDArray]:
    """Return the states along the way, each (times, n, 28, 28)."""
    degrade, timesteps = restorer.degradation.degrade, restorer.degradation.timesteps
    sampler, ladder = arguments.sampler, arguments.trace.ladder

    def states(start: Latent, t: int) -> list[tuple[int, Tensor]]:
        steps = max(1, round(sampler.steps * t / timesteps))
        sampler_seed = seeds.derive(seed, "trace", t)
        return list(
            sampler_states(restorer, start, t, steps, sampler_seed, function=sampler.function, options=sampler.options)
        )

    path = [(timesteps, latent.z_T), *states(latent, timesteps)]
    degraded = [degrade(x, t, latent.z) for t in ladder]
    return {
        "forward": _stack([degrade(x, t, latent.z) for t in shown]),
        "backward": _stack([min(path, key=lambda state: abs(state[0] - t))[1] for t in shown]),
        "ladder_t": np.array(ladder),
        "degraded": _stack(degraded),
        "direct": _stack([restorer(z_t, t) for t, z_t in zip(ladder, degraded, strict=True)]),
        "restored": _stack(
            [states(Latent(z_T=z_t, z=latent.z), t)[-1][1] for t, z_t in zip(ladder, degraded, strict=True)]
        ),
    }


def _shown_times(timesteps: int, every: int) -> list[int]:
    return sorted({*range(0, timesteps + 1, every), timesteps})


def _stack(images: list[Tensor]) -> NDArray[np.float32]:
    return torch.stack(images)[:, :, 0].float().cpu().numpy()


if __name__ == "__main__":
    run(main, Trace)
