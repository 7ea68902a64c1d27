"""What training sees: digits, each with an end that it is degraded into."""

from dataclasses import dataclass

import torch
from torch import Tensor

from hotcold.couplings import Coupling


@dataclass(frozen=True)
class Images:
    """Digits to restore and garments to morph into, (n, 1, 28, 28) uint8, on the device that trains.

    ``pixel_limit`` is the end of the range they are scaled to: [-pixel_limit, pixel_limit].
    """

    digits: Tensor
    garments: Tensor
    pixel_limit: float

    def paired(self, coupling: Coupling, generator: torch.Generator) -> "Pairs":
        """Choose a garment for every digit."""
        return Pairs(self, coupling(self.digits, self.garments, generator))


@dataclass(frozen=True)
class Pairs:
    """Images, and the index of each digit's garment (n,)."""

    images: Images
    partners: Tensor

    def __len__(self) -> int:
        return len(self.partners)

    def digits(self, index: Tensor) -> Tensor:
        """Return those digits in model space, float32, channels-last."""
        return self._scaled(self.images.digits[index])

    def ends(self, end: str, index: Tensor, generator: torch.Generator) -> Tensor:
        """Return those digits' ends of a degradation, likewise: fresh noise, or their garments."""
        if end == "garments":
            return self._scaled(self.images.garments[self.partners[index]])
        z = torch.randn((len(index), *self.images.digits.shape[1:]), generator=generator, device=index.device)
        return z.to(memory_format=torch.channels_last)

    def _scaled(self, images: Tensor) -> Tensor:
        scaled = (images.float() / 255 * 2 - 1) * self.images.pixel_limit
        return scaled.to(memory_format=torch.channels_last)
