"""The usual training loop, as tutorials have it: what the study's own is measured against.

A Dataset of PIL images, a DataLoader with two workers, float32 in PyTorch's default layout, Adam as it comes, the
loss read after every update, an average of the weights kept parameter by parameter. Network and mathematics are
those of `hotcold.training`.
"""

import copy
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from hotcold.bench.rounds import Task, stopwatch
from hotcold.degradations import Degradation
from hotcold.networks.depthwise import DepthwiseConv
from hotcold.networks.norm import ChannelsLastNorm

WORKERS = 2
AHEAD = WORKERS * 2  # batches that the workers prepare in advance


class Digits(Dataset):
    """Digits as PIL images through torchvision's transforms, each with a garment drawn for it if it is to morph."""

    def __init__(
        self, digits: NDArray[np.uint8], garments: NDArray[np.uint8] | None, pixel_limit: float, length: int
    ) -> None:
        self._digits, self._garments, self._length = digits, garments, length
        self._transform = transforms.Compose(
            [transforms.ToTensor(), transforms.Normalize((0.5,), (0.5 / pixel_limit,))]
        )

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> tuple[Tensor, ...]:
        digit = self._load(self._digits[index % len(self._digits)])
        if self._garments is None:
            return (digit,)
        return digit, self._load(self._garments[torch.randint(len(self._garments), ())])

    def _load(self, image: NDArray[np.uint8]) -> Tensor:
        return self._transform(Image.fromarray(image))


def usual_layers(network: nn.Module) -> nn.Module:
    """Give a network in place PyTorch's own layers instead of the study's, and PyTorch's default layout.

    The study's norm expects channels-last images, and would copy others to that layout; its depthwise convolution has
    gradients of its own.
    """
    for parent in list(network.modules()):
        for name, child in parent.named_children():
            if usual := _usual_layer(child):
                setattr(parent, name, usual)
    return network.to(memory_format=torch.contiguous_format)


def _usual_layer(layer: nn.Module) -> nn.Module | None:
    """Return PyTorch's layer that does the same with the same weights, if it is not PyTorch's already."""
    if isinstance(layer, ChannelsLastNorm) and len(layer.normalized_shape) == 3:
        height, width, channels = layer.normalized_shape
        norm = nn.LayerNorm((channels, height, width)).to(layer.weight.device)
        norm.weight.data.copy_(layer.weight.data.permute(2, 0, 1))
        norm.bias.data.copy_(layer.bias.data.permute(2, 0, 1))
        return norm
    if isinstance(layer, DepthwiseConv):
        channels, padding = layer.in_channels, layer.padding
        convolution = nn.Conv2d(channels, channels, layer.kernel_size, padding=padding, groups=channels)
        convolution.load_state_dict(layer.state_dict())
        return convolution.to(layer.weight.device)
    return None


class UsualTraining:
    """A network, its optimiser and its average, updated batch by batch."""

    def __init__(self, network: nn.Module, degradation: Degradation, *, learning_rate: float, ema_decay: float) -> None:
        self.network = usual_layers(network)
        self.ema = copy.deepcopy(self.network).requires_grad_(False)
        self._optimiser = torch.optim.Adam(self.network.parameters(), lr=learning_rate)
        self._ema_decay = ema_decay
        self._updates = 0
        self._timesteps = degradation.timesteps
        self._predicts_noise = degradation.predicts == "eps"
        self._signal = degradation.alpha_bar.sqrt().float()
        self._noise = (1 - degradation.alpha_bar).sqrt().float()

    def update(self, x: Tensor, t: Tensor, z: Tensor) -> float:
        """Take one step on images x (n, 1, 28, 28) degraded by z at t (n,); return the loss."""
        z_t = self._signal[t].view(-1, 1, 1, 1) * x + self._noise[t].view(-1, 1, 1, 1) * z
        loss = F.mse_loss(self.network(z_t, t / self._timesteps), z if self._predicts_noise else x)
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        self._updates += 1
        decay = min(self._ema_decay, self._updates / (self._updates + 9))
        with torch.no_grad():
            for average, parameter in zip(self.ema.parameters(), self.network.parameters(), strict=True):
                average.mul_(decay).add_(parameter, alpha=1 - decay)
        return loss.item()

    def update_from(self, batches: Iterator[list[Tensor]], updates: int) -> None:
        """Take ``updates`` steps on batches of a DataLoader."""
        device = self._signal.device
        for _ in range(updates):
            x, *garments = (batch.to(device) for batch in next(batches))
            t = torch.randint(1, self._timesteps + 1, (len(x),), device=device)
            self.update(x, t, garments[0] if garments else torch.randn_like(x))


def usual_task(
    training: UsualTraining,
    digits: NDArray[np.uint8],
    garments: NDArray[np.uint8] | None,
    pixel_limit: float,
    *,
    batch_size: int,
    updates: int,
    device: torch.device,
) -> Task:
    """Return a task of so many updates; starting the workers, and a first batch, are not timed.

    The workers have more to load than is timed, so that while the updates run they work as in a long training.
    """
    length = (1 + updates + AHEAD) * batch_size
    loader = DataLoader(
        Digits(digits, garments, pixel_limit, length),
        batch_size=batch_size,
        shuffle=True,
        num_workers=WORKERS,
        pin_memory=device.type == "cuda",
    )

    def task() -> float:
        batches = iter(loader)
        training.update_from(batches, 1)
        with stopwatch(device) as watch:
            training.update_from(batches, updates)
        return watch.seconds

    return task
