"""The training loop: the data set on the device as bytes, every batch drawn from a named seed."""

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from hotcold import seeds
from hotcold.degradations import Degradation
from hotcold.errors import InputError
from hotcold.progress import progress
from hotcold.timesteps import Timesteps
from hotcold.training_state import EpochLosses, TrainingState


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


def train(
    state: TrainingState,
    degradation: Degradation,
    images: Images,
    validation: Images,
    timesteps: Timesteps,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    autocast: AbstractContextManager,
    on_batch: Callable[[], None] = lambda: None,
) -> Iterator[EpochLosses]:
    """Train on the MSE between prediction and target; yield after every epoch.

    Args:
        state: where training stands, on the images' device; a new one or one that was kept.
        degradation: says what is predicted and where z comes from.
        images: to train on; each epoch is one pass over the digits in a fresh order.
        validation: held-out digits and garments; t and z are the same in every epoch, so that the curve
            shows the network and not the draw.
        timesteps: draws t, for the validation too.
        epochs: passes over the digits.
        batch_size: digits per update.
        seed: every draw derives from it, by epoch and step.
        autocast: the context that matrices are multiplied in (see `hotcold.device`).
        on_batch: called between batches, those of the validation included, when the state is whole: training
            that goes on from it does what it would have done. It may raise to stop.

    Raises:
        InputError: the loss is no longer finite.

    """
    device = images.digits.device
    n = len(images.digits)
    done = (state.epoch - 1) * n + min(state.step * batch_size, n)
    with progress(n * epochs, "training", done=done) as bar:
        while state.epoch <= epochs:
            order = torch.randperm(n, generator=_generator(device, seed, "order", state.epoch), device=device)
            for index in order.split(batch_size)[state.step :]:
                x = images.digits_at(index)
                generator = _generator(device, seed, "train", state.epoch, state.step)
                loss = _loss(state.network, degradation, x, images, timesteps, generator, autocast).mean()
                state.update(loss, autocast)
                state.loss += loss.detach() * len(x)
                state.step += 1
                bar.update(len(x))
                on_batch()
            train_loss = float(state.loss) / n
            if not math.isfinite(train_loss):
                raise InputError(f"training.learning_rate: the loss is {train_loss} in epoch {state.epoch}; lower it")
            raw, ema = (
                validation_loss(network, degradation, validation, timesteps, batch_size, seed, autocast, on_batch)
                for network in (state.network, state.ema.network)
            )
            losses = EpochLosses(state.epoch, train_loss, raw, ema)
            yield losses
            state.losses.append(losses)
            state.epoch, state.step = state.epoch + 1, 0
            state.loss.zero_()


@torch.no_grad()
def validation_loss(
    network: nn.Module,
    degradation: Degradation,
    images: Images,
    timesteps: Timesteps,
    batch_size: int,
    seed: int,
    autocast: AbstractContextManager,
    on_batch: Callable[[], None] = lambda: None,
) -> float:
    """Return the mean MSE over all digits of ``images``, with t and z fixed by ``seed`` alone."""
    device = images.digits.device
    total = torch.zeros((), dtype=torch.float64, device=device)
    for step, index in enumerate(torch.arange(len(images.digits), device=device).split(batch_size)):
        x = images.digits_at(index)
        generator = _generator(device, seed, "validation", step)
        total += _loss(network, degradation, x, images, timesteps, generator, autocast).sum()
        on_batch()
    return float(total) / len(images.digits)


def _loss(
    network: nn.Module,
    degradation: Degradation,
    x: Tensor,
    images: Images,
    timesteps: Timesteps,
    generator: torch.Generator,
    autocast: AbstractContextManager,
) -> Tensor:
    """Return each image's MSE (n,) at a t of its own (DDPM eq. 14; report eq. 2.2)."""
    t = timesteps.draw(len(x), generator)
    z = images.ends(degradation.end, len(x), generator)
    with autocast:
        prediction = network(degradation.degrade(x, t, z), t / degradation.timesteps)
    return F.mse_loss(prediction.float(), degradation.target(x, z), reduction="none").mean(dim=(1, 2, 3))


def _generator(device: torch.device, seed: int, *names: seeds.Name) -> torch.Generator:
    return torch.Generator(device).manual_seed(seeds.derive(seed, *names))
