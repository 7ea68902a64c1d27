"""Where the arithmetic runs and how precise it is."""

import logging
import shutil
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import torch
from torch import nn

from hotcold.config.compute import ComputeSettings, DeviceName, Precision
from hotcold.errors import InputError


def pick_device(name: DeviceName) -> torch.device:
    """Return the device of that name; ``auto`` is the GPU where there is one.

    Raises:
        InputError: a GPU is asked for and there is none.

    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = "cuda" if there["cuda"] else "mps" if there["mps"] else "cpu"
    if not there[name]:
        raise InputError(f"device: {name!r} asked for, but PyTorch sees no such GPU; expected auto or cpu here")
    return torch.device(name)


def autocast(device: torch.device, precision: Precision) -> torch.autocast:
    """Return the context a network runs in (see `pick_precision`)."""
    return torch.autocast(device.type, torch.bfloat16, enabled=pick_precision(device, precision) == "bfloat16")


def pick_precision(device: torch.device, precision: Precision) -> Literal["float32", "bfloat16"]:
    """Return what ``precision`` means there; ``auto`` is bfloat16 where the hardware multiplies it natively."""
    if precision != "auto":
        return precision
    native: dict[str, Callable[[], bool]] = {
        "cuda": lambda: torch.cuda.is_bf16_supported(including_emulation=False),
        "cpu": torch.cpu._is_avx512_bf16_supported,
        "mps": lambda: False,
    }
    return "bfloat16" if native[device.type]() else "float32"


def precise(device: torch.device) -> torch.dtype:
    """Return the dtype of tables and sums: float64, which Apple's GPU lacks."""
    return torch.float32 if device.type == "mps" else torch.float64


def compiled(network: nn.Module, compute: ComputeSettings) -> nn.Module:
    """Return a network to sample with, on a GPU as torch.compile makes it at its first call if ``compute`` says so.

    For inputs of another shape it is made anew. Deterministic: else kernels would be chosen by their time, and their
    last bits differ from one process to the next.
    """
    if not compute.compiled or next(network.parameters()).device.type != "cuda":
        return network
    headers = Path(sysconfig.get_paths()["include"]) / "Python.h"
    if not headers.is_file() or not (shutil.which("gcc") or shutil.which("clang")):
        logging.warning("compute.compiled: left out, since there is no C compiler, or no %s", headers)
        return network
    network.compile(dynamic=False, options={"deterministic": True})
    return network
