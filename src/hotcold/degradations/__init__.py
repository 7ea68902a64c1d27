"""Degradations D(x, t, z): from a clean image x at t = 0 towards an end z at t = T.

A degradation is a module of this package with

- ``degrade(x, z, alpha_bar)``, affine in z (and in x, where ``PREDICTS`` is ``"eps"``), elementwise or not,
- ``END``: ``"noise"`` (z ~ N(0, I)) or ``"garments"`` (z a FashionMNIST image),
- ``PREDICTS``: what the network is trained to give, ``"eps"`` (z itself) or ``"x"`` (the clean image).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from hotcold import plugins
from hotcold.schedules import NoiseSchedule

End = Literal["noise", "garments"]
Predicts = Literal["eps", "x"]


@dataclass(frozen=True)
class Degradation:
    """One degradation under one schedule.

    Images are (n, 1, h, w); ``t`` is an int or an (n,) tensor of ints in 0..T, where 0 is the clean image.
    """

    operator: Callable[[Tensor, Tensor, Tensor], Tensor]
    end: End
    predicts: Predicts
    alpha_bar: Tensor  # (T+1,) float64

    @property
    def timesteps(self) -> int:
        """T, the number of diffusion steps."""
        return len(self.alpha_bar) - 1

    @property
    def device(self) -> torch.device:
        """Where its table lies, and images are expected."""
        return self.alpha_bar.device

    def degrade(self, x: Tensor, t: Tensor | int, z: Tensor) -> Tensor:
        """Return z_t = D(x, t, z), in the dtype of ``x``."""
        return self.operator(x, z, self._alpha_bar(t, x))

    def target(self, x: Tensor, z: Tensor) -> Tensor:
        """Return what the network should predict from z_t."""
        return z if self.predicts == "eps" else x

    def x0_hat(self, prediction: Tensor, z_t: Tensor, t: Tensor | int) -> Tensor:
        """Return the clean image that a network's prediction implies (DDPM eq. 15 for ``eps``)."""
        if self.predicts == "x":
            return prediction
        alpha_bar = self._alpha_bar(t, z_t)
        one, zero = torch.ones_like(z_t), torch.zeros_like(z_t)
        return (z_t - self.operator(zero, prediction, alpha_bar)) / self.operator(one, zero, alpha_bar)

    def infer_end(self, z_t: Tensor, x0_hat: Tensor, t: Tensor | int) -> Tensor:
        """Return the z for which D(x0_hat, t, z) = z_t; t >= 1."""
        alpha_bar = self._alpha_bar(t, z_t)
        one, zero = torch.ones_like(z_t), torch.zeros_like(z_t)
        return (z_t - self.operator(x0_hat, zero, alpha_bar)) / self.operator(zero, one, alpha_bar)

    def _alpha_bar(self, t: Tensor | int, like: Tensor) -> Tensor:
        index = torch.as_tensor(t, device=self.alpha_bar.device)
        return self.alpha_bar[index].to(like.device, like.dtype).reshape(-1, 1, 1, 1)


def make_degradation(name: str, schedule: NoiseSchedule, device: torch.device | str = "cpu") -> Degradation:
    """Build the degradation ``name`` under ``schedule``, its table on ``device``."""
    module = plugins.module("degradations", name)
    alpha_bar = torch.from_numpy(np.ascontiguousarray(schedule.alpha_bar)).to(device)
    return Degradation(module.degrade, module.END, module.PREDICTS, alpha_bar)
