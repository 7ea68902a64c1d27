"""Degradations D(x, t, z): from a clean image x at t = 0 towards an end z at t = T.

A degradation is a module of ``degradations/`` with

- ``degrade(x, z, alpha_bar, time, *, options)``, scheduled by ``alpha_bar`` or by ``time`` = t/T, each (n, 1, 1, 1),
- ``END``: what it ends in: ``"noise"`` (z ~ N(0, I)), ``"garments"`` (z a FashionMNIST image), or ``"itself"`` (its own
  last state D(x, T, z); z ~ N(0, I) is what anything random in it is made from, such as a place),
- ``PREDICTS``: what the network is trained to give, ``"eps"`` (z itself) or ``"x"`` (the clean image),
- ``infer_start(z_t, z, alpha_bar, time, *, options)``, the x for which D(x, t, z) = z_t, where it predicts ``"eps"``,
- ``infer_end(z_t, x, alpha_bar, time, *, options)``, the z likewise, where there is one,
- ``MIXTURE = True``, where it is √alpha_bar x + √(1 − alpha_bar) z, which some samplers compute with.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.config.model import ModelDescription
from hotcold.diffusion.device import precise
from hotcold.diffusion.schedule import NoiseSchedule, make_schedule
from hotcold.errors import InputError
from hotcold.plugins import End, Predicts

Operator = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Degradation:
    """One degradation under one schedule.

    Images are (n, 1, h, w); ``t`` is an int or an (n,) tensor of ints in 0..T, where 0 is the clean image.

    Attributes:
        name: of the function.
        operator: degrade.
        start: infer_start, if there is one.
        inverse: infer_end, if there is one.
        end: what it ends in.
        predicts: what the network predicts.
        alpha_bar: (T+1,) float64.
        table: the same on the device where images are expected.

    """

    name: str
    operator: Operator
    start: Operator | None
    inverse: Operator | None
    end: End
    predicts: Predicts
    alpha_bar: NDArray[np.float64]
    table: Tensor

    @property
    def timesteps(self) -> int:
        """T, the number of diffusion steps."""
        return len(self.alpha_bar) - 1

    @property
    def device(self) -> torch.device:
        """Where images are expected."""
        return self.table.device

    def degrade(self, x: Tensor, t: Tensor | int, z: Tensor) -> Tensor:
        """Return z_t = D(x, t, z), in the dtype of ``x``."""
        return self.operator(x, z, *self._levels(t, x))

    def target(self, x: Tensor, z: Tensor) -> Tensor:
        """Return what the network should predict from z_t."""
        return z if self.predicts == "eps" else x

    def x0_hat(self, prediction: Tensor, z_t: Tensor, t: Tensor | int) -> Tensor:
        """Return the clean image that a network's prediction implies.

        Args:
            prediction: of the network, (n, 1, 28, 28).
            z_t: what it saw, likewise.
            t: time in 1..T, one or (n,).

        Raises:
            InputError: eps is predicted, and this degradation has no infer_start.

        """
        if self.predicts == "x":
            return prediction
        if self.start is None:
            raise InputError(f"{self.name}: predicts eps and has no infer_start; expected both")
        return self.start(z_t, prediction, *self._levels(t, z_t))

    def infer_end(self, z_t: Tensor, x0_hat: Tensor, t: Tensor | int) -> Tensor:
        """Return the z for which D(x0_hat, t, z) = z_t; t >= 1.

        Raises:
            InputError: this degradation has no inverse.

        """
        if self.inverse is None:
            raise InputError(f"{self.name}: has no infer_end; expected a sampler that needs none, as cold or naive")
        return self.inverse(z_t, x0_hat, *self._levels(t, z_t))

    def _levels(self, t: Tensor | int, like: Tensor) -> tuple[Tensor, Tensor]:
        """Return alpha_bar and t/T, each (n, 1, 1, 1) or (1, 1, 1, 1), as images are."""
        alpha_bar = self.table[t].to(like.device, like.dtype)
        if isinstance(t, int):  # as a tensor it would be copied to a GPU, which stands idle meanwhile
            time = torch.full_like(alpha_bar, t / self.timesteps)
        else:
            time = t.to(like.device, like.dtype) / self.timesteps
        return alpha_bar.reshape(-1, 1, 1, 1), time.reshape(-1, 1, 1, 1)


def make_degradation(choice: Choice, schedule: NoiseSchedule, device: torch.device | str = "cpu") -> Degradation:
    """Build a degradation under ``schedule``, its table on ``device``."""
    name = choice.function
    module = plugins.module("degradations", name)

    def bound(function: str) -> Operator | None:
        operator = getattr(module, function, None)
        return operator and functools.partial(operator, **choice.options)

    device = torch.device(device)
    return Degradation(
        name=name,
        operator=functools.partial(plugins.entry("degradations", name), **choice.options),
        start=bound("infer_start"),
        inverse=bound("infer_end"),
        end=plugins.constant("degradations", name, "END"),
        predicts=plugins.constant("degradations", name, "PREDICTS"),
        alpha_bar=schedule.alpha_bar,
        table=torch.from_numpy(schedule.alpha_bar).to(device, precise(device)),
    )


def model_degradation(model: ModelDescription, device: torch.device) -> Degradation:
    """Return a model's degradation under its schedule, on ``device``."""
    schedule = make_schedule(model.schedule_function, model.timesteps)
    return make_degradation(model.degradation_function, schedule, device)
