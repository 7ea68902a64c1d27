"""Adam, the report's optimiser.

An optimiser is a module of this folder: ``build(network, learning_rate)`` gives the PyTorch optimisers that together
update all its parameters. On an NVIDIA GPU they must be capturable, because an update is replayed as a CUDA graph.
"""

from collections.abc import Iterable

import torch
from torch import nn


def build(network: nn.Module, learning_rate: float) -> list[torch.optim.Optimizer]:
    """Return Adam with its default betas (Kingma & Ba 2015)."""
    return [adam(network.parameters(), learning_rate)]


def adam(parameters: Iterable[nn.Parameter], learning_rate: float) -> torch.optim.Adam:
    """Return Adam for some parameters; capturable on a GPU, where `hotcold.training.replay` captures it."""
    listed = list(parameters)
    on_gpu = listed[0].device.type == "cuda"
    return torch.optim.Adam(listed, lr=learning_rate, fused=True, capturable=on_gpu)
