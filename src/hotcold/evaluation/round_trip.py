"""Images on their way from latents to digits, and back by the degradation alone."""

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold import seeds
from hotcold.config.fit import time_grid
from hotcold.config.sampling import RunSampler
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start, sampler_states


@torch.inference_mode()
def round_trip(
    restorer: Restorer, sampler: RunSampler, start: Start, frames: int, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the states there and back, (frames + 1, n, 28, 28) both, at times as even as integers allow.

    The way back degrades what was generated into the end that it came from, so it ends where the way there began, but
    for what the last step of a schedule leaves of a digit.

    Args:
        restorer: the model, as the sampler guides and clips it.
        sampler: takes latents to digits; of its states, those nearest to the times are shown.
        start: n latents.
        frames: steps from T to 0; T at most.
        seed: of the sampler's noise.

    """
    degradation, n = restorer.degradation, len(start.z_T)
    path = [(degradation.timesteps, start.z_T)]
    path += sampler_states(restorer, sampler, start, degradation.timesteps, seeds.derive(seed, "round trip"), block=n)
    times = time_grid(degradation.timesteps, frames)
    there = torch.stack([min(path, key=lambda state: abs(state[0] - t))[1] for t in times])
    back = torch.stack([degradation.degrade(path[-1][1], t, start.z) for t in reversed(times)])
    return there[:, :, 0].float().cpu().numpy(), back[:, :, 0].float().cpu().numpy()
