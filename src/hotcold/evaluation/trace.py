"""One model at work: digits degraded, images generated, and digits restored from a ladder of t."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import seeds
from hotcold.config.sampling import RunSampler, TraceSettings
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start, sampler_states


@torch.inference_mode()
def trace(
    restorer: Restorer,
    samplers: Sequence[tuple[Restorer, RunSampler]],
    digits: NDArray[np.float32],
    start: Start,
    settings: TraceSettings,
    seed: int,
) -> dict[str, NDArray[np.generic]]:
    """Return what is seen of a model at work.

    Args:
        restorer: the model, which restores in one step.
        samplers: the run's own, then those beside it, each with the model as it guides it.
        digits: (n, 28, 28) to degrade, in model space.
        start: n latents.
        settings: what to look at.
        seed: of the samplers' noise.

    Returns:
        ``t`` (times,), ``digits``, ``forward`` and ``backward`` (times, n, 28, 28), ``ladder_t`` (steps,),
        ``degraded``, ``direct`` and ``restored`` (steps, n, 28, 28), and ``beside`` (samplers, steps, n, 28, 28).

    """
    degrade, timesteps = restorer.degradation.degrade, restorer.degradation.timesteps
    shown = sorted({*range(0, timesteps + 1, settings.every), timesteps})
    x = torch.from_numpy(digits)[:, None].to(restorer.degradation.device)
    degraded = [(t, degrade(x, t, start.z)) for t in settings.ladder]

    def states(sampler: int, start: Start, t: int) -> list[tuple[int, Tensor]]:
        by, how = samplers[sampler]
        return list(sampler_states(by, how, start, t, seeds.derive(seed, "trace", t), block=len(start.z_T)))

    def restored(sampler: int) -> NDArray[np.float32]:
        return _stack([states(sampler, Start(z_T=z_t, z=start.z), t)[-1][1] for t, z_t in degraded])

    path = [(timesteps, start.z_T), *states(0, start, timesteps)]
    beside = [restored(k) for k in range(1, len(samplers))]
    return {
        "t": np.array(shown),
        "digits": digits,
        "ladder_t": np.array(settings.ladder),
        "forward": _stack([degrade(x, t, start.z) for t in shown]),
        "backward": _stack([min(path, key=lambda state: abs(state[0] - t))[1] for t in shown]),
        "degraded": _stack([z_t for _, z_t in degraded]),
        "direct": _stack([restorer(z_t, t) for t, z_t in degraded]),
        "restored": restored(0),
        "beside": np.array(beside).reshape(-1, len(settings.ladder), len(x), *x.shape[-2:]),
    }


def _stack(images: list[Tensor]) -> NDArray[np.float32]:
    stacked: NDArray[np.float32] = torch.stack(images)[:, :, 0].float().cpu().numpy()
    return stacked
