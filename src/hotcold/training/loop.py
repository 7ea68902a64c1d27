"""The training loop: the data set on the device as bytes, every batch drawn from a named seed."""

import math
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from hotcold import seeds
from hotcold.diffusion.device import precise
from hotcold.errors import InputError
from hotcold.training.objective import Objective
from hotcold.training.pairs import Coupling, Images, Pairs
from hotcold.training.replay import Replayed
from hotcold.training.state import EpochLosses, TrainingState

OnBatch = Callable[[int], object]


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
    on_batch: OnBatch = int,
) -> Iterator[EpochLosses]:
    """Train a network; yield its losses after every epoch.

    Args:
        state: where training stands, on the images' device; a new one or one that was kept.
        objective: what is minimised, in the validation too.
        images: to train on; each epoch is one pass over the digits in a fresh order.
        validation: digits and garments of validation; t and z are the same in every epoch, so that the curve
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
    fixed = validation.paired(coupling, _generator(device, seed, "validation coupling"))

    def descend(index: Tensor, partners: Tensor, *, generator: torch.Generator) -> Tensor:
        loss = objective.losses(state.network, Pairs(images, partners), index, generator).mean()
        state.descend(loss)
        return loss.detach()

    def validated(network: nn.Module) -> Replayed:
        def losses(index: Tensor, *, generator: torch.Generator) -> Tensor:
            return objective.losses(network, fixed, index, generator)

        return Replayed(losses, device)

    @torch.no_grad()
    def validate(losses_of: Replayed) -> float:
        """Return the mean of the losses of validation, with every draw fixed by ``seed`` alone."""
        total = torch.zeros((), dtype=precise(device), device=device)
        for step, index in enumerate(torch.arange(len(fixed), device=device).split(batch_size)):
            total += losses_of(index, seed=seeds.derive(seed, "validation", step)).sum()
            on_batch(0)
        return float(total) / len(fixed)

    update = Replayed(descend, device)
    raw_losses, ema_losses = validated(state.network), validated(state.ema.network)
    while state.epoch <= epochs:
        pairs = images.paired(coupling, _generator(device, seed, "coupling", state.epoch))
        order = torch.randperm(n, generator=_generator(device, seed, "order", state.epoch), device=device)
        for index in order.split(batch_size)[state.step :]:
            loss = update(index, pairs.partners, seed=seeds.derive(seed, "train", state.epoch, state.step))
            state.ema.update(state.network)
            state.loss += loss * len(index)
            state.step += 1
            on_batch(len(index))
        train_loss = float(state.loss) / n
        if not math.isfinite(train_loss):
            raise InputError(f"training.learning_rate: the loss is {train_loss} in epoch {state.epoch}; lower it")
        raw, ema = map(validate, (raw_losses, ema_losses))
        losses = EpochLosses(state.epoch, train_loss, raw, ema)
        yield losses
        state.losses.append(losses)
        state.epoch, state.step = state.epoch + 1, 0
        state.loss.zero_()


def _generator(device: torch.device, seed: int, *names: seeds.Name) -> torch.Generator:
    return torch.Generator(device).manual_seed(seeds.derive(seed, *names))
