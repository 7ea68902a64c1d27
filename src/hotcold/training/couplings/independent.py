"""Any garment for any digit.

A coupling is a module of this folder: ``pair(digits, garments, generator)`` gives the index (n,) of each digit's
garment, from digits (n, 1, 28, 28) and garments (m, 1, 28, 28), bytes on the device that trains.
"""

import torch
from torch import Tensor


def pair(digits: Tensor, garments: Tensor, generator: torch.Generator) -> Tensor:
    """Draw each digit any garment, as the report does."""
    return torch.randint(len(garments), (len(digits),), generator=generator, device=digits.device)
