"""Samplers: from z_T back to an image.

A sampler is a module of this package with ``sample(restorer, latent, times, noise, *, options)``. It is a
generator of ``(t, z_t)`` for every time after the first; the last, at t = 0, is the sample.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from hotcold.degradations import Degradation

States = Iterator[tuple[int, Tensor]]
Noise = Callable[[Tensor], Tensor]  # standard Gaussian noise, shaped like its argument


@dataclass(frozen=True)
class Latent:
    """Where sampling starts, (n, 1, 28, 28) both.

    Attributes:
        z_T: the state at the first time.
        z: the end of the degradation as Algorithm 1's fixed-z reading keeps it; usually z_T itself.

    """

    z_T: Tensor
    z: Tensor


@dataclass(frozen=True)
class Guide:
    """A worse model of the same data, away from whose predictions those of a better one are pushed.

    Autoguidance (Karras et al. 2024, arXiv:2406.02507): both err in the same places, the guide more, and what
    they disagree in shows the way to less error.

    Attributes:
        network: the worse network, called like the better one.
        weight: how far a prediction moves on, in units of the difference; w − 1 in the paper.
        from_t: the first t that is guided; earlier ones are not.
        to_t: the last t that is guided; None for T.

    """

    network: Callable[[Tensor, Tensor], Tensor]
    weight: float
    from_t: int = 1
    to_t: int | None = None

    def guides(self, t: int) -> bool:
        """Whether predictions at ``t`` are guided."""
        return self.from_t <= t and (self.to_t is None or t <= self.to_t)


@dataclass(frozen=True)
class Restorer:
    """R(z_t, t): the clean image that the network sees in z_t, clipped to the data's own range.

    Attributes:
        network: maps z_t and t/T (n,) to the degradation's prediction, float32.
        pixel_limit: x0_hat is clipped to [-pixel_limit, pixel_limit]; infinity does not clip.
        guide: perhaps a worse network that guides this one.

    """

    network: Callable[[Tensor, Tensor], Tensor]
    degradation: Degradation
    pixel_limit: float
    guide: Guide | None = None

    def __call__(self, z_t: Tensor, t: int) -> Tensor:
        """Return x0_hat for a batch at one t in 1..T."""
        time = torch.full((len(z_t),), t / self.degradation.timesteps, device=z_t.device)
        prediction = self.network(z_t, time)
        if self.guide and self.guide.guides(t):
            prediction = prediction + self.guide.weight * (prediction - self.guide.network(z_t, time))
        return self.degradation.x0_hat(prediction, z_t, t).clamp(-self.pixel_limit, self.pixel_limit)


def time_grid(start: int, steps: int) -> list[int]:
    """Return times from ``start`` down to 0 in ``steps`` steps as even as integers allow.

    ``steps`` beyond ``start`` gives every integer once.
    """
    return np.rint(np.linspace(start, 0, min(steps, start) + 1)).astype(int).tolist()


def time_steps(times: list[int]) -> Iterator[tuple[int, int]]:
    """Yield (t, s) for each step from t down to s."""
    return pairwise(times)
