"""R(z_t, t): what a trained network makes of a degraded image, perhaps guided by a worse one."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from hotcold.diffusion.degradation import Degradation

Network = Callable[[Tensor, Tensor], Tensor]  # from z_t and t/T (n,) to the degradation's prediction, float32


@dataclass(frozen=True)
class Guide:
    """A worse model of the same data, away from whose predictions those of a better one are pushed.

    Autoguidance (Karras et al. 2024, arXiv:2406.02507): both err in the same places, the guide more, and what
    they disagree in shows the way to less error.

    Attributes:
        network: the worse network.
        weight: how far a prediction moves on, in units of the difference; w − 1 in the paper.
        from_t: the first t that is guided; earlier ones are not.
        to_t: the last t that is guided; None for T.

    """

    network: Network
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
        network: predicts.
        degradation: says what the prediction means.
        pixel_limit: x0_hat is clipped to [-pixel_limit, pixel_limit]; infinity does not clip.
        guide: perhaps a worse network that guides this one.

    """

    network: Network
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
