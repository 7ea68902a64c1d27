"""The same step down for every weight."""

import torch
from torch import nn


class Descent(torch.optim.Optimizer):
    """Lower every weight by the learning rate, whatever its gradient."""

    @torch.no_grad()
    def step(self) -> None:
        """Update the weights."""
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter -= group["lr"]


def build(network: nn.Module, learning_rate: float) -> list[torch.optim.Optimizer]:
    """Return it for all parameters."""
    return [Descent(network.parameters(), {"lr": learning_rate})]
