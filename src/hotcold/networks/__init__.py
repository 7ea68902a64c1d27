"""Networks: ``build(**options)`` of a module of this package gives an ``nn.Module``.

Its forward takes z_t (n, 1, 28, 28) and time t/T (n,) in (0, 1], and returns the prediction (n, 1, 28, 28).
The study's networks start with the weights of their last convolution at zero: the prediction then grows out of
nothing instead of out of random features, and early training is faster.
"""

import torch
from torch import nn

from hotcold import plugins
from hotcold.config.base import Choice


def build_network(choice: Choice, seed: int) -> nn.Module:
    """Build a network with its initial weights drawn from ``seed``; layout channels-last.

    Channels-last makes the UNet's convolutions several times faster on a CPU, and costs the CNN nothing.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network: nn.Module = plugins.entry("networks", choice.function)(**choice.options)
    return network.to(memory_format=torch.channels_last)
