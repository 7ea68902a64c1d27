"""Adam, the report's optimiser.

An optimiser is a module of this folder: ``build(network, learning_rate)`` gives the PyTorch optimisers that together
update all its parameters.
"""

import torch
from torch import nn


def build(network: nn.Module, learning_rate: float) -> list[torch.optim.Optimizer]:
    """Return Adam with its default betas (Kingma & Ba 2015)."""
    return [torch.optim.Adam(network.parameters(), lr=learning_rate, fused=True)]
