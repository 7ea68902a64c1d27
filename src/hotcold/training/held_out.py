"""Digits that training does not see, with ends as it pairs them: what a model is watched with."""

import torch
from torch import Tensor

from hotcold import plugins
from hotcold.config.sampling import Split
from hotcold.diffusion.latent import Pools
from hotcold.diffusion.models import TrainedModel
from hotcold.training.pairs import Images


def held_out_pairs(
    model: TrainedModel, pools: Pools, split: Split, coupling: str, seed: int, n: int | None = None
) -> tuple[Tensor, Tensor]:
    """Return n digits of a split, or all, and their ends, (n, 1, 28, 28) both in model space on the model's device.

    They are paired on the CPU, so that they are the same on every device.
    """
    degradation, generator = model.restorer.degradation, torch.Generator().manual_seed(seed)
    given = pools.digits[split][:n], pools.garments[split], model.description.pixel_limit, torch.device("cpu")
    pairs = Images.of(*given).paired(plugins.entry("couplings", coupling), generator)
    index = torch.arange(len(pairs))
    x, z = pairs.digits(index), pairs.ends(degradation.end, index, generator)
    return x.to(degradation.device), z.to(degradation.device)
