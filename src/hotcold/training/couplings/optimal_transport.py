"""Garments that are near their digits."""

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

# Digits that are assigned at once: more take longer in all, and change little (docs/speed.md).
BLOCK = 1000


def pair(digits: Tensor, garments: Tensor, generator: torch.Generator) -> Tensor:
    """Pair digits with garments that are near: the least sum of squared distances within random blocks.

    A digit's way to its garment is shorter then, crosses fewer others, and the network has less to average over
    (Tong et al. 2023, arXiv:2302.00482, section 3.2). Over all digits, garments are as frequent as they are in the
    data: one is used again only after all others.
    """
    n, device = len(digits), digits.device
    where = "cpu" if device.type == "mps" else device  # Apple's GPU has no float64
    rounds = [torch.randperm(len(garments), generator=generator, device=device) for _ in range(0, n, len(garments))]
    garment_order = torch.cat(rounds)[:n]
    partners = torch.empty(n, dtype=torch.int64, device=device)
    for ours, theirs in zip(
        torch.randperm(n, generator=generator, device=device).split(BLOCK), garment_order.split(BLOCK), strict=True
    ):
        # Of the squared distance only the product depends on the pairing. Exact: whole numbers below 2^53.
        products = _exact(digits[ours], where) @ _exact(garments[theirs], where).T
        # Subtract row and column means: the optimal pairing stays the same, and the search takes a third of the time.
        centred = len(ours) * products - products.sum(dim=0) - products.sum(dim=1, keepdim=True)
        _, assigned = linear_sum_assignment(centred.cpu().numpy(), maximize=True)
        partners[ours] = theirs[torch.from_numpy(assigned).to(device)]
    return partners


def _exact(images: Tensor, device: torch.device | str) -> Tensor:
    return images.flatten(1).to(device).double()
