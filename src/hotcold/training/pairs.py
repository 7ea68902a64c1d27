"""What training sees: digits, each with an end that it is degraded into."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hotcold.data.pixels import scaled
from hotcold.plugins import End

# From digits (n, 1, 28, 28) and garments (m, 1, 28, 28), bytes, to the index (n,) of each digit's garment.
Coupling = Callable[[Tensor, Tensor, torch.Generator], Tensor]


@dataclass(frozen=True)
class Images:
    """Digits to restore and garments to morph into, (n, 1, 28, 28) uint8, on the device that trains.

    ``pixel_limit`` is the end of the range they are scaled to: [-pixel_limit, pixel_limit].
    """

    digits: Tensor
    garments: Tensor
    pixel_limit: float

    @classmethod
    def of(
        cls, digits: NDArray[np.uint8], garments: NDArray[np.uint8], pixel_limit: float, device: torch.device
    ) -> "Images":
        """Bring arrays (n, 28, 28) and (m, 28, 28) to a device."""
        digits_on, garments_on = (torch.from_numpy(images)[:, None].to(device) for images in (digits, garments))
        return cls(digits_on, garments_on, pixel_limit)

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
        """Return those digits (k, 1, 28, 28) in model space, float32, channels-last, for an index (k,)."""
        return self._scaled(self.images.digits[index])

    def ends(self, end: End, index: Tensor, generator: torch.Generator) -> Tensor:
        """Return those digits' ends of a degradation, likewise: their garments, or else fresh noise."""
        if end == "garments":
            return self._scaled(self.images.garments[self.partners[index]])
        shape = (len(index), *self.images.digits.shape[1:])
        z = torch.randn(shape, generator=generator, device=index.device)
        return z.to(memory_format=torch.channels_last)

    def _scaled(self, images: Tensor) -> Tensor:
        return scaled(images.float(), self.images.pixel_limit).to(memory_format=torch.channels_last)
