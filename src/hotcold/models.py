"""A trained model brought to life: its description as a schedule, a degradation and a restorer."""

from contextlib import AbstractContextManager

import torch
from torch import Tensor, nn

from hotcold.config.model import ModelDescription
from hotcold.degradations import Degradation, make_degradation
from hotcold.samplers import Restorer
from hotcold.schedules import make_schedule


def model_degradation(model: ModelDescription, device: torch.device) -> Degradation:
    """Return the model's degradation under its schedule, on ``device``."""
    choice = model.schedule_function
    return make_degradation(model.degradation, make_schedule(choice.function, model.timesteps, choice.options), device)


def make_restorer(
    model: ModelDescription, network: nn.Module, device: torch.device, autocast: AbstractContextManager
) -> Restorer:
    """Return R(z_t, t) of a trained network, on ``device``, in the precision of ``autocast``."""
    network = network.to(device)

    def predict(z_t: Tensor, time: Tensor) -> Tensor:
        with autocast:
            prediction = network(z_t, time)
        return prediction.float()

    return Restorer(predict, model_degradation(model, device), model.pixel_limit)
