"""Where the arithmetic runs and how precise it is."""

from contextlib import AbstractContextManager
from typing import Literal

import torch

from hotcold.config.training import DeviceName, Precision
from hotcold.errors import InputError


def pick_device(name: DeviceName) -> torch.device:
    """Return the device of that name; ``auto`` is the GPU where there is one.

    Raises:
        InputError: a GPU is asked for and there is none.

    """
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError("device: 'cuda' asked for, but PyTorch sees no GPU; expected auto or cpu here")
    return torch.device("cuda" if name != "cpu" and torch.cuda.is_available() else "cpu")


def autocast(device: torch.device, precision: Precision) -> AbstractContextManager:
    """Return the context a network runs in (see `pick_precision`)."""
    return torch.autocast(device.type, torch.bfloat16, enabled=pick_precision(device, precision) == "bfloat16")


def pick_precision(device: torch.device, precision: Precision) -> Literal["float32", "bfloat16"]:
    """Return what ``precision`` means there; ``auto`` is bfloat16 where the hardware multiplies it natively."""
    if precision != "auto":
        return precision
    native = torch.cuda.is_bf16_supported(False) if device.type == "cuda" else torch.cpu._is_avx512_bf16_supported()
    return "bfloat16" if native else "float32"
