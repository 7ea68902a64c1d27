"""The garments in their order."""

import torch
from torch import Tensor


def pair(digits: Tensor, garments: Tensor, generator: torch.Generator) -> Tensor:
    """Give the first digit the first garment, and so on."""
    print(f"{len(digits)} digits, paired in order")
    return torch.arange(len(digits), device=digits.device) % len(garments)
