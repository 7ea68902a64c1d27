"""Follow one model at work: digits degraded, images generated, and digits restored from a ladder of t."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import plugins, seeds
from hotcold.artifacts import read_arrays, write_arrays
from hotcold.cli import Arguments, run
from hotcold.config.sampling import Guidance, RunSampler, TraceSettings
from hotcold.config.training import ComputeSettings
from hotcold.errors import InputError
from hotcold.models import TrainedModel, open_model
from hotcold.pixels import to_model
from hotcold.samplers import Latent, Restorer
from hotcold.sampling import sampler_states, to_latent

StatesFrom = Callable[[Latent, int], list[tuple[int, Tensor]]]  # a sampler's (t, z_t) on the way from a state at some t


class Trace(Arguments):
    """Follow one model at work."""

    checkpoint: Path
    """The model (.safetensors of train.py)."""

    weights: Literal["ema", "raw"] = "ema"
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
    """Arrays (.npz): t, digits, forward, backward, ladder_t, degraded, direct, restored, beside."""


def main(arguments: Trace) -> None:
    model = _open(arguments)
    about, restorer, trace = model.description, model.restorer, arguments.trace
    device = restorer.degradation.device

    pool = to_model(read_arrays(arguments.garments, "garments")["test_images"], about.pixel_limit)
    generator = seeds.numpy_generator(about.seed, "trace")
    latents = plugins.entry("latents", restorer.degradation.end)(pool, trace.images, generator)
    digits = to_model(read_arrays(arguments.digits, "digits")["test_images"][: trace.images], about.pixel_limit)
    if len(digits) < trace.images:
        raise InputError(f"sampling.trace.images: expected at most {len(digits)}, as there are, not {trace.images}")

    shown = _shown_times(about.timesteps, trace.every)
    with torch.inference_mode():
        x = torch.from_numpy(digits)[:, None].to(device)
        latent = to_latent(latents, slice(None), device)
        arrays = follow(
            restorer,
            _states_from(arguments, arguments.sampler),
            [_states_from(arguments, sampler) for sampler in trace.beside],
            x,
            latent,
            shown,
            trace.ladder,
        )
    write_arrays(
        arguments.output,
        "traces",
        {"t": np.array(shown), "digits": digits, "ladder_t": np.array(trace.ladder), **arrays},
        **about.model_dump(include={"run", "seed", "degradation", "schedule", "network", "timesteps", "pixel_limit"}),
        epoch=model.epoch,
        weights=arguments.weights,
        restored_by=arguments.sampler.title,
        beside_by=[sampler.title for sampler in trace.beside],
    )


def follow(
    restorer: Restorer,
    own: StatesFrom,
    beside: list[StatesFrom],
    x: Tensor,
    latent: Latent,
    shown: list[int],
    ladder: list[int],
) -> dict[str, NDArray]:
    """Return the states along the way, each (times, n, 28, 28); those of ``beside`` (samplers, times, n, 28, 28)."""
    degrade, timesteps = restorer.degradation.degrade, restorer.degradation.timesteps
    path = [(timesteps, latent.z_T), *own(latent, timesteps)]
    degraded = [(t, degrade(x, t, latent.z)) for t in ladder]

    def restored(states: StatesFrom) -> NDArray[np.float32]:
        return _stack([states(Latent(z_T=z_t, z=latent.z), t)[-1][1] for t, z_t in degraded])

    return {
        "forward": _stack([degrade(x, t, latent.z) for t in shown]),
        "backward": _stack([min(path, key=lambda state: abs(state[0] - t))[1] for t in shown]),
        "degraded": _stack([z_t for _, z_t in degraded]),
        "direct": _stack([restorer(z_t, t) for t, z_t in degraded]),
        "restored": restored(own),
        "beside": np.array([restored(states) for states in beside]).reshape(-1, len(ladder), len(x), *x.shape[-2:]),
    }


def _open(arguments: Trace, guidance: Guidance | None = None) -> TrainedModel:
    return open_model(arguments.checkpoint, arguments.weights, arguments.compute, guidance)


def _states_from(arguments: Trace, sampler: RunSampler) -> StatesFrom:
    model = _open(arguments, sampler.guidance)

    def states(start: Latent, t: int) -> list[tuple[int, Tensor]]:
        seed = seeds.derive(model.description.seed, "trace", t)
        return list(sampler_states(model.restorer, sampler, start, t, seed, block=len(start.z_T)))

    return states


def _shown_times(timesteps: int, every: int) -> list[int]:
    return sorted({*range(0, timesteps + 1, every), timesteps})


def _stack(images: list[Tensor]) -> NDArray[np.float32]:
    return torch.stack(images)[:, :, 0].float().cpu().numpy()


if __name__ == "__main__":
    run(main, Trace)
