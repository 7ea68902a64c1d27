"""A trained model brought to life: from a checkpoint to a restorer that samplers can use."""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from hotcold.config.compute import ComputeSettings
from hotcold.config.model import ModelDescription, Weights
from hotcold.config.sampling import Guidance, RunSampler
from hotcold.diffusion.checkpoints import load_checkpoint
from hotcold.diffusion.degradation import model_degradation
from hotcold.diffusion.device import autocast, compiled, pick_device
from hotcold.diffusion.restorer import Guide, Network, Restorer
from hotcold.storage.places import earlier_checkpoint


@dataclass(frozen=True)
class TrainedModel:
    """A checkpoint ready to sample from.

    Attributes:
        description: what it is.
        epoch: the epoch it was kept after.
        restorer: its R(z_t, t), guided or not.
        guidance: what guides the restorer, if anything does.

    """

    description: ModelDescription
    epoch: int
    restorer: Restorer
    guidance: Guidance | None


def open_model(
    checkpoint: Path,
    weights: Weights,
    compute: ComputeSettings,
    sampler: RunSampler | None = None,
) -> TrainedModel:
    """Bring a checkpoint's weights to the device and precision of ``compute``.

    Args:
        checkpoint: the model.
        weights: which of its weights, and of its guide's.
        compute: device and precision.
        sampler: says which earlier checkpoint guides, one beside it, and whether x0_hat is clipped to the range of the
            pixels; None: none does, and it is. A checkpoint does not guide itself, nor a still earlier one.

    Raises:
        InputError: the checkpoint, or its guide, is missing or damaged, or the device is not there.

    """
    device = pick_device(compute.device)
    context = autocast(device, compute.precision)
    description, epoch, network = load_checkpoint(checkpoint, weights)
    guidance = sampler.guidance if sampler else None
    guidance = guidance if guidance and guidance.epoch < epoch else None
    guide = None
    if guidance:
        _, _, worse = load_checkpoint(earlier_checkpoint(checkpoint, guidance.epoch), weights)
        worse = compiled(worse.to(device), compute)
        guide = Guide(_predict(worse, context), guidance.weight, guidance.from_t, guidance.to_t)
    degradation = model_degradation(description, device)
    network = compiled(network.to(device), compute)
    limit = math.inf if sampler and not sampler.clip_x0 else description.pixel_limit
    restorer = Restorer(_predict(network, context), degradation, limit, guide)
    return TrainedModel(description, epoch, restorer, guidance)


def _predict(network: nn.Module, context: torch.autocast) -> Network:
    def predict(z_t: Tensor, time: Tensor) -> Tensor:
        with context:
            prediction: Tensor = network(z_t, time)
        return prediction.float()

    return predict
