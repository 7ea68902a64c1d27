"""The training loop: the data set on the device as bytes, every batch drawn from a named seed."""

import math
from collections.abc import Callable, Iterator

import torch
from torch import nn

from hotcold import seeds
from hotcold.diffusion.device import precise
from hotcold.errors import InputError
from hotcold.training.objective import Objective
from hotcold.training.pairs import Coupling, Images, Pairs
from hotcold.training.state import EpochLosses, TrainingState

OnBatch = Callable[[int], object]


def _nothing(_: int) -> None:
    """Do nothing."""


def train(
    state: TrainingState,
    objective: Objective,
    images: Images,
    validation: Images,
    coupling: Coupling,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    on_batch: OnBatch = _nothing,
) -> Iterator[EpochLosses]:
    """Train a network; yield its losses after every epoch.

    Args:
        state: where training stands, on the images' device; a new one or one that was kept.
        objective: what is minimised, in the validation too.
        images: to train on; each epoch is one pass over the digits in a fresh order.
        validation: held-out digits and garments; t and z are the same in every epoch, so that the curve
            shows the network and not the draw.
        coupling: chooses each digit's garment, anew in every epoch; likewise.
        epochs: passes over the digits.
        batch_size: digits per update.
        seed: every draw derives from it, by epoch and step.
        on_batch: called between batches, when the state is whole: training that goes on from it does what it would
            have done. It is told how many digits were learnt from, 0 after a batch of the validation, and may raise to
            stop.

    Raises:
        InputError: the loss is no longer finite.

    """
    device = images.digits.device
    n = len(images.digits)
    held_out = validation.paired(coupling, _generator(device, seed, "validation coupling"))
    while state.epoch <= epochs:
        pairs = images.paired(coupling, _generator(device, seed, "coupling", state.epoch))
        order = torch.randperm(n, generator=_generator(device, seed, "order", state.epoch), device=device)
        for index in order.split(batch_size)[state.step :]:
            generator = _generator(device, seed, "train", state.epoch, state.step)
            loss = objective.losses(state.network, pairs, index, generator).mean()
            state.update(loss)
            state.loss += loss.detach() * len(index)
            state.step += 1
            on_batch(len(index))
        train_loss = float(state.loss) / n
        if not math.isfinite(train_loss):
            raise InputError(f"training.learning_rate: the loss is {train_loss} in epoch {state.epoch}; lower it")
        raw, ema = (
            validation_loss(network, objective, held_out, batch_size, seed, on_batch)
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
    objective: Objective,
    pairs: Pairs,
    batch_size: int,
    seed: int,
    on_batch: OnBatch = _nothing,
) -> float:
    """Return the mean loss over all digits of ``pairs``, with every draw fixed by ``seed`` alone."""
    device = pairs.partners.device
    total = torch.zeros((), dtype=precise(device), device=device)
    for step, index in enumerate(torch.arange(len(pairs), device=device).split(batch_size)):
        generator = _generator(device, seed, "validation", step)
        total += objective.losses(network, pairs, index, generator).sum()
        on_batch(0)
    return float(total) / len(pairs)


def _generator(device: torch.device, seed: int, *names: seeds.Name) -> torch.Generator:
    return torch.Generator(device).manual_seed(seeds.derive(seed, *names))
