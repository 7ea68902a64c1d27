"""One model at work: digits degraded, images generated, and digits restored from a ladder of t."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import seeds
from hotcold.config.sampling import RunSampler
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start, sampler_states
from hotcold.evaluation.restoration import DEGRADED, DIRECT

BLOCK = 100  # digits restored side by side

Images = NDArray[np.float32]
By = tuple[Restorer, RunSampler]  # a sampler, and the model as it guides and clips it


@dataclass(frozen=True)
class Restored:
    """Digits degraded to a ladder of t, and what each method restores from there, (steps, n, 28, 28) all.

    Attributes:
        degraded: the states that restoration starts from.
        direct: restored in one step.
        stepwise: by sampler, in the order given.

    """

    degraded: Images
    direct: Images
    stepwise: Sequence[Images]

    def by_method(self, titles: Sequence[str]) -> dict[str, Images]:
        """Return all of them by method, those by a sampler under its title."""
        return {DEGRADED: self.degraded, DIRECT: self.direct, **dict(zip(titles, self.stepwise, strict=True))}

    def arrays(self, n: int) -> dict[str, Images]:
        """Return those of the first n digits: degraded, direct, restored (by the first sampler), beside (by others)."""
        own, *others = (images[:, :n] for images in self.stepwise)
        beside = np.array(others, dtype=np.float32).reshape(-1, *own.shape)
        return {"degraded": self.degraded[:, :n], "direct": self.direct[:, :n], "restored": own, "beside": beside}


def own_part(n: int, size: int, seed: int) -> NDArray[np.intp]:
    """Return ``size`` of n indices, or all; those of seeds 0, 1, 2, … follow one another, and then begin again."""
    return (seed * size % n + np.arange(min(size, n))) % n


@torch.inference_mode()
def follow(by: By, x: Tensor, z: Tensor, start: Start, every: int, seed: int) -> Mapping[str, NDArray[np.generic]]:
    """Return what is seen of digits on their way to their ends, and of images on theirs from latents.

    Args:
        by: the run's own sampler.
        x: digits (n, 1, 28, 28) to degrade.
        z: their ends.
        start: n latents to generate from.
        every: steps between the states shown.
        seed: of the sampler's noise.

    Returns:
        ``t`` (times,), ``digits`` (n, 28, 28), ``forward`` and ``backward`` (times, n, 28, 28); and, of every state on
        the way down, ``path_t``, ``lowest`` and ``highest`` (states,), its least and greatest pixel.

    """
    degradation = by[0].degradation
    shown = sorted({*range(0, degradation.timesteps + 1, every), degradation.timesteps})
    path = [(degradation.timesteps, start.z_T), *_states(by, start, degradation.timesteps, seed, len(start.z_T))]
    return {
        "t": np.array(shown),
        "digits": _stack([x])[0],
        "forward": _stack([degradation.degrade(x, t, z) for t in shown]),
        "backward": _stack([min(path, key=lambda state: abs(state[0] - t))[1] for t in shown]),
        "path_t": np.array([t for t, _ in path]),
        "lowest": np.array([float(z_t.min()) for _, z_t in path]),
        "highest": np.array([float(z_t.max()) for _, z_t in path]),
    }


@torch.inference_mode()
def restore(
    restorer: Restorer, samplers: Sequence[By], x: Tensor, z: Tensor, ladder: Sequence[int], seed: int
) -> Restored:
    """Degrade digits to a ladder of t and restore them from there, in one step and by each sampler.

    Args:
        restorer: restores in one step.
        samplers: restore step by step.
        x: digits (n, 1, 28, 28).
        z: their ends.
        ladder: times in 1..T.
        seed: of the samplers' noise.

    """
    pairs = list(zip(x.split(BLOCK), z.split(BLOCK), strict=True))
    degrade = restorer.degradation.degrade
    degraded = {t: [degrade(digits, t, ends) for digits, ends in pairs] for t in ladder}

    def stepwise(by: By, t: int) -> Tensor:
        starts = [Start(z_T=z_t, z=ends) for z_t, (_, ends) in zip(degraded[t], pairs, strict=True)]
        found = [_states(by, start, t, seeds.derive(seed, block), BLOCK)[-1][1] for block, start in enumerate(starts)]
        return torch.cat(found)

    return Restored(
        degraded=_stack([torch.cat(degraded[t]) for t in ladder]),
        direct=_stack([torch.cat([restorer(z_t, t) for z_t in degraded[t]]) for t in ladder]),
        stepwise=[_stack([stepwise(by, t) for t in ladder]) for by in samplers],
    )


def _states(by: By, start: Start, t: int, seed: int, block: int) -> list[tuple[int, Tensor]]:
    restorer, sampler = by
    return list(sampler_states(restorer, sampler, start, t, seeds.derive(seed, "trace", t), block=block))


def _stack(images: Sequence[Tensor]) -> Images:
    stacked: Images = torch.stack(list(images))[:, :, 0].float().cpu().numpy()
    return stacked
