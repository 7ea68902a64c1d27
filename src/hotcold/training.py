"""The training loop: the data set on the device as bytes, every batch drawn from a named seed."""

import copy
import math
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from hotcold import seeds
from hotcold.degradations import Degradation
from hotcold.errors import InputError
from hotcold.progress import progress


@dataclass(frozen=True)
class Images:
    """Digits to restore and garments to morph into, (n, 1, 28, 28) uint8, on the device that trains.

    ``pixel_limit`` is the end of the range they are scaled to: [-pixel_limit, pixel_limit].
    """

    digits: Tensor
    garments: Tensor
    pixel_limit: float

    def digits_at(self, index: Tensor) -> Tensor:
        """Return those digits in model space, float32, channels-last."""
        return self._scaled(self.digits[index])

    def ends(self, end: str, n: int, generator: torch.Generator) -> Tensor:
        """Draw n ends of a degradation, (n, 1, 28, 28) float32: noise, or garments with replacement."""
        device = self.digits.device
        if end == "noise":
            z = torch.randn((n, *self.digits.shape[1:]), generator=generator, device=device)
            return z.to(memory_format=torch.channels_last)
        index = torch.randint(len(self.garments), (n,), generator=generator, device=device)
        return self._scaled(self.garments[index])

    def _scaled(self, images: Tensor) -> Tensor:
        scaled = (images.float() / 255 * 2 - 1) * self.pixel_limit
        return scaled.to(memory_format=torch.channels_last)


class ExponentialAverage:
    """Exponential moving average of a network's parameters, warmed up.

    The decay of update k is min(decay, k / (k + 9)): high decays from the first step on would average in the
    random initial weights and sample noise.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).requires_grad_(False)
        self._decay = decay
        self._updates = 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Average in the present parameters."""
        self._updates += 1
        decay = min(self._decay, self._updates / (self._updates + 9))
        torch._foreach_lerp_(list(self.network.parameters()), list(network.parameters()), 1 - decay)


@dataclass(frozen=True)
class Epoch:
    """The state after an epoch; the networks are live and change when training goes on."""

    number: int  # 1..epochs
    train_loss: float  # mean over the epoch's images, MSE
    validation_loss: float  # of the raw weights
    validation_loss_ema: float
    network: nn.Module
    ema: nn.Module


def train(
    network: nn.Module,
    degradation: Degradation,
    images: Images,
    validation: Images,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    ema_decay: float,
    seed: int,
    autocast: AbstractContextManager,
) -> Iterator[Epoch]:
    """Train with Adam on the MSE between prediction and target; yield after every epoch.

    Args:
        network: on the images' device; trained in place.
        degradation: says what is predicted and where z comes from.
        images: to train on; each epoch is one pass over the digits in a fresh order.
        validation: held-out digits and garments; t and z are the same in every epoch, so that the curve
            shows the network and not the draw.
        epochs: passes over the digits.
        batch_size: digits per update.
        learning_rate: of Adam, with its default betas.
        ema_decay: upper end of the average's decay, 0..1.
        seed: every draw derives from it, by epoch and step.
        autocast: the context the network runs in (see `hotcold.device`).

    Raises:
        InputError: the loss is no longer finite.

    """
    device = images.digits.device
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate, fused=True)
    ema = ExponentialAverage(network, ema_decay)
    n = len(images.digits)
    with progress(n * epochs, "training") as bar:
        for epoch in range(1, epochs + 1):
            order = torch.randperm(n, generator=_generator(device, seed, "order", epoch), device=device)
            total = torch.zeros((), dtype=torch.float64, device=device)
            for step, index in enumerate(order.split(batch_size)):
                x = images.digits_at(index)
                generator = _generator(device, seed, "train", epoch, step)
                loss = _loss(network, degradation, x, images, generator, autocast).mean()
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                optimiser.step()
                ema.update(network)
                total += loss.detach() * len(x)
                bar.update(len(x))
            train_loss = float(total) / n
            if not math.isfinite(train_loss):
                raise InputError(
                    f"training.learning_rate: the loss is {train_loss} in epoch {epoch}; lower {learning_rate}"
                )
            yield Epoch(
                epoch,
                train_loss,
                validation_loss(network, degradation, validation, batch_size, seed, autocast),
                validation_loss(ema.network, degradation, validation, batch_size, seed, autocast),
                network,
                ema.network,
            )


@torch.no_grad()
def validation_loss(
    network: nn.Module,
    degradation: Degradation,
    images: Images,
    batch_size: int,
    seed: int,
    autocast: AbstractContextManager,
) -> float:
    """Return the mean MSE over all digits of ``images``, with t and z fixed by ``seed`` alone."""
    device = images.digits.device
    total = torch.zeros((), dtype=torch.float64, device=device)
    for step, index in enumerate(torch.arange(len(images.digits), device=device).split(batch_size)):
        x = images.digits_at(index)
        total += _loss(network, degradation, x, images, _generator(device, seed, "validation", step), autocast).sum()
    return float(total) / len(images.digits)


def _loss(
    network: nn.Module,
    degradation: Degradation,
    x: Tensor,
    images: Images,
    generator: torch.Generator,
    autocast: AbstractContextManager,
) -> Tensor:
    """Return each image's MSE (n,) at a t drawn from 1..T (DDPM eq. 14; report eq. 2.2)."""
    t = torch.randint(1, degradation.timesteps + 1, (len(x),), generator=generator, device=x.device)
    z = images.ends(degradation.end, len(x), generator)
    with autocast:
        prediction = network(degradation.degrade(x, t, z), t / degradation.timesteps)
    return F.mse_loss(prediction.float(), degradation.target(x, z), reduction="none").mean(dim=(1, 2, 3))


def _generator(device: torch.device, seed: int, *names: seeds.Name) -> torch.Generator:
    return torch.Generator(device).manual_seed(seeds.derive(seed, *names))
