"""The average of a network's weights over its training."""

import copy

import torch
from torch import nn
from torch.optim.swa_utils import get_ema_multi_avg_fn


class ExponentialAverage:
    """Exponential moving average of a network's parameters, warmed up.

    The decay of update k is min(decay, k / (k + 9)): high decays from the first step on would average in the
    random initial weights and sample noise.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).requires_grad_(False)
        self.updates = 0
        self._decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Average in the present parameters."""
        self.updates += 1
        decay = min(self._decay, self.updates / (self.updates + 9))
        get_ema_multi_avg_fn(decay)(list(self.network.parameters()), list(network.parameters()), None)
