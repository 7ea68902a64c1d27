"""The training loop: the data set on the device as bytes, every batch drawn from a named seed."""

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from hotcold import seeds
from hotcold.couplings import Coupling
from hotcold.degradations import Degradation
from hotcold.errors import InputError
from hotcold.pairs import Images, Pairs
from hotcold.progress import progress
from hotcold.timesteps import Timesteps
from hotcold.training_state import EpochLosses, TrainingState


def train(
    state: TrainingState,
    degradation: Degradation,
    images: Images,
    validation: Images,
    timesteps: Timesteps,
    coupling: Coupling,
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
        coupling: chooses each digit's garment, anew in every epoch; likewise.
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
    held_out = validation.paired(coupling, _generator(device, seed, "validation coupling"))
    done = (state.epoch - 1) * n + min(state.step * batch_size, n)
    with progress(n * epochs, "training", done=done) as bar:
        while state.epoch <= epochs:
            pairs = images.paired(coupling, _generator(device, seed, "coupling", state.epoch))
            order = torch.randperm(n, generator=_generator(device, seed, "order", state.epoch), device=device)
            for index in order.split(batch_size)[state.step :]:
                generator = _generator(device, seed, "train", state.epoch, state.step)
                loss = _loss(state.network, degradation, pairs, index, timesteps, generator, autocast).mean()
                state.update(loss, autocast)
                state.loss += loss.detach() * len(index)
                state.step += 1
                bar.update(len(index))
                on_batch()
            train_loss = float(state.loss) / n
            if not math.isfinite(train_loss):
                raise InputError(f"training.learning_rate: the loss is {train_loss} in epoch {state.epoch}; lower it")
            raw, ema = (
                validation_loss(network, degradation, held_out, timesteps, batch_size, seed, autocast, on_batch)
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
    pairs: Pairs,
    timesteps: Timesteps,
    batch_size: int,
    seed: int,
    autocast: AbstractContextManager,
    on_batch: Callable[[], None] = lambda: None,
) -> float:
    """Return the mean MSE over all digits of ``pairs``, with t and z fixed by ``seed`` alone."""
    device = pairs.partners.device
    total = torch.zeros((), dtype=torch.float64, device=device)
    for step, index in enumerate(torch.arange(len(pairs), device=device).split(batch_size)):
        generator = _generator(device, seed, "validation", step)
        total += _loss(network, degradation, pairs, index, timesteps, generator, autocast).sum()
        on_batch()
    return float(total) / len(pairs)


def _loss(
    network: nn.Module,
    degradation: Degradation,
    pairs: Pairs,
    index: Tensor,
    timesteps: Timesteps,
    generator: torch.Generator,
    autocast: AbstractContextManager,
) -> Tensor:
    """Return each image's MSE (n,) at a t of its own (DDPM eq. 14; report eq. 2.2)."""
    x = pairs.digits(index)
    t = timesteps.draw(len(x), generator)
    z = pairs.ends(degradation.end, index, generator)
    with autocast:
        prediction = network(degradation.degrade(x, t, z), t / degradation.timesteps)
    return F.mse_loss(prediction.float(), degradation.target(x, z), reduction="none").mean(dim=(1, 2, 3))


def _generator(device: torch.device, seed: int, *names: seeds.Name) -> torch.Generator:
    return torch.Generator(device).manual_seed(seeds.derive(seed, *names))
