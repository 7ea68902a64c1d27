"""Sampling through the study's own `generate`, and the same in float32 and PyTorch's default layout."""

import copy
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor, nn

from hotcold.bench.ours import contiguous
from hotcold.bench.rounds import Task, warmed
from hotcold.checkpoints import save_checkpoint
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import Sampler
from hotcold.config.training import ComputeSettings, Precision
from hotcold.degradations import Degradation
from hotcold.latents import Latents
from hotcold.models import open_model
from hotcold.samplers import Restorer
from hotcold.sampling import generate


def plain_restorer(network: nn.Module, degradation: Degradation, pixel_limit: float) -> Restorer:
    """Return R(z_t, t) of a network in float32, its weights and images in PyTorch's default layout."""
    network = contiguous(network.eval().requires_grad_(False))

    def predict(z_t: Tensor, time: Tensor) -> Tensor:
        return network(z_t, time)

    return Restorer(predict, degradation, pixel_limit)


def study_restorer(
    network: nn.Module, description: ModelDescription, compute: ComputeSettings, precision: Precision
) -> Restorer:
    """Return R(z_t, t) of a network as the study's steps have it: from a checkpoint, in that precision."""
    with TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "model.safetensors"
        save_checkpoint(checkpoint, description, 0, network, copy.deepcopy(network))
        return open_model(checkpoint, "ema", compute.model_copy(update={"precision": precision})).restorer


def sampling_task(restorer: Restorer, sampler: Sampler, latents: Latents) -> Task:
    """Return a task that generates an image from every latent, all of them side by side."""
    n = len(latents.z_T)
    device: torch.device = restorer.degradation.device
    return warmed(lambda: generate(restorer, sampler, latents, 0, block=n, description="sampling"), device)
