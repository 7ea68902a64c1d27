"""Checkpoints: raw and averaged weights and what the model is, in one safetensors file."""

from pathlib import Path

import torch
from torch import nn

from hotcold import plugin_checks, plugins
from hotcold.config.base import Settings
from hotcold.config.model import ModelDescription, Weights
from hotcold.errors import InputError
from hotcold.networks import build_network
from hotcold.storage.places import check_place
from hotcold.storage.tensors import opened_tensors, write_tensors


class Checkpoint(Settings):
    """What a checkpoint says of itself."""

    model: ModelDescription
    epoch: int


def save_checkpoint(path: Path, model: ModelDescription, epoch: int, raw: nn.Module, ema: nn.Module) -> None:
    """Write both sets of weights as ``raw.*`` and ``ema.*``; the description goes into the metadata."""
    tensors = {
        f"{weights}.{name}": tensor
        for weights, network in (("raw", raw), ("ema", ema))
        for name, tensor in network.state_dict().items()
    }
    write_tensors(path, tensors, **Checkpoint(model=model, epoch=epoch).model_dump(mode="json"))


def load_checkpoint(path: Path, weights: Weights) -> tuple[ModelDescription, int, nn.Module]:
    """Return the model's description, its epoch and its network with those weights, ready to evaluate.

    Raises:
        InputError: a weight is not finite, or the file is missing, damaged, not a checkpoint of such a network, of a
            module that is not here, or lies where the checkpoint of another run, seed or epoch belongs.

    """
    prefix = f"{weights}."
    with opened_tensors(path, "a checkpoint of this project") as (tensors, about):
        checkpoint = Checkpoint.model_validate(about)
        model, epoch = checkpoint.model, checkpoint.epoch
        _check_plugins(path, model)
        network = build_network(model.network_function, seed=0)
        network.load_state_dict({n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)})
    check_place(path, {"run": model.run, "seed": model.seed, "epoch": epoch})
    if not all(torch.isfinite(tensor).all() for tensor in network.state_dict().values()):
        raise InputError(f"{path}: a weight of {weights} is not finite; train that run again")
    return model, epoch, network.eval().requires_grad_(False)


def _check_plugins(path: Path, model: ModelDescription) -> None:
    kinds: tuple[plugins.Kind, ...] = ("degradations", "schedules", "networks")
    chosen = (model.degradation_function, model.schedule_function, model.network_function)
    for kind, choice in zip(kinds, chosen, strict=True):
        try:
            plugin_checks.check_options(kind, choice.function, choice.options, f"{kind}.options")
        except InputError as error:  # of a study that had a module of its own, or another version of it
            raise InputError(f"{path}: {error}") from None
