"""A trained model brought to life: from a checkpoint to a restorer that samplers can use."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from hotcold import plugins
from hotcold.checkpoints import Weights, load_checkpoint
from hotcold.config.model import ModelDescription
from hotcold.config.training import ComputeSettings
from hotcold.degradations import Degradation, make_degradation
from hotcold.device import autocast, pick_device
from hotcold.samplers import Restorer
from hotcold.schedules import make_schedule


@dataclass(frozen=True)
class TrainedModel:
    """A checkpoint ready to sample from: what it is, the epoch it was kept after, and its R(z_t, t)."""

    description: ModelDescription
    epoch: int
    restorer: Restorer


def open_model(checkpoint: Path, weights: Weights, compute: ComputeSettings) -> TrainedModel:
    """Bring a checkpoint's weights to the device and precision of ``compute``.

    Raises:
        InputError: the checkpoint is missing or damaged, or the device is not there.

    """
    device = pick_device(compute.device)
    description, epoch, network = load_checkpoint(checkpoint, weights)
    restorer = _make_restorer(description, network.to(device), device, autocast(device, compute.precision))
    return TrainedModel(description, epoch, restorer)


def model_code(model: ModelDescription) -> list[Path]:
    """Return the files of the degradation, schedule and network that the model is made of."""
    names = {
        "degradations": model.degradation,
        "schedules": model.schedule_function.function,
        "networks": model.network_function.function,
    }
    return [plugins.source_file(kind, name) for kind, name in names.items()]


def model_degradation(model: ModelDescription, device: torch.device) -> Degradation:
    """Return the model's degradation under its schedule, on ``device``."""
    choice = model.schedule_function
    return make_degradation(model.degradation, make_schedule(choice.function, model.timesteps, choice.options), device)


def _make_restorer(
    model: ModelDescription, network: nn.Module, device: torch.device, autocast: AbstractContextManager
) -> Restorer:
    def predict(z_t: Tensor, time: Tensor) -> Tensor:
        with autocast:
            prediction = network(z_t, time)
        return prediction.float()

    return Restorer(predict, model_degradation(model, device), model.pixel_limit)
