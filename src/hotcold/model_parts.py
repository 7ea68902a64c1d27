"""What a model is made of besides its network; training and sampling share it."""

from pathlib import Path

import torch

from hotcold import plugins
from hotcold.config.model import ModelDescription
from hotcold.degradations import Degradation, make_degradation
from hotcold.schedules import make_schedule


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
