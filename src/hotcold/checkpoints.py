"""Checkpoints: raw and averaged weights and what the model is, in one safetensors file."""

from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn

from hotcold.artifacts import replacing
from hotcold.config.base import Settings
from hotcold.config.model import ModelDescription
from hotcold.errors import InputError
from hotcold.networks import build_network

Weights = Literal["raw", "ema"]


class Checkpoint(Settings):
    """What a checkpoint says of itself."""

    model: ModelDescription
    epoch: int


def save_checkpoint(path: Path, model: ModelDescription, epoch: int, raw: nn.Module, ema: nn.Module) -> None:
    """Write both sets of weights as ``raw.*`` and ``ema.*``; the description goes into the metadata."""
    tensors = {
        f"{weights}.{name}": tensor.detach().cpu().contiguous()
        for weights, network in (("raw", raw), ("ema", ema))
        for name, tensor in network.state_dict().items()
    }
    with replacing(path) as temporary:
        # One entry, because safetensors writes several in no fixed order, and the same run must be the same bytes.
        save_file(tensors, temporary, metadata={"checkpoint": Checkpoint(model=model, epoch=epoch).model_dump_json()})


def load_checkpoint(path: Path, weights: Weights) -> tuple[ModelDescription, int, nn.Module]:
    """Return the model's description, its epoch and its network with those weights, ready to evaluate.

    Raises:
        InputError: the file is missing, damaged or not a checkpoint of such a network.

    """
    try:
        with safe_open(path, framework="pt") as file:
            checkpoint = Checkpoint.model_validate_json((file.metadata() or {}).get("checkpoint", ""))
            names = [name for name in file.keys() if name.startswith(f"{weights}.")]  # noqa: SIM118
            state = {name.removeprefix(f"{weights}."): file.get_tensor(name) for name in names}
        choice = checkpoint.model.network_function
        network = build_network(choice.function, choice.options, seed=0)
        network.load_state_dict(state)
    except FileNotFoundError:
        raise InputError(f"{path}: missing; expected a checkpoint (.safetensors)") from None
    except (SafetensorError, ValidationError, RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path}: not a checkpoint of this project, or damaged ({reason})") from None
    return checkpoint.model, checkpoint.epoch, network.eval().requires_grad_(False)
