"""The Fréchet distance between sets of features (Heusel et al. 2017), through torchmetrics.

Its bias falls as 1/n, so a value means something only beside its n and its floor: real images against real
images at the same n. With fewer images than feature dimensions the covariances are singular (the published
113.31 and 50.98: 1,000 images in 2,048 dimensions).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance

from hotcold.errors import InputError


class _Features(nn.Module):
    """Stands where torchmetrics expects a network: the images it is given are features already."""

    def __init__(self, num_features: int) -> None:
        super().__init__()
        self.num_features = num_features

    def forward(self, features: Tensor) -> Tensor:
        return features


def frechet_distance(real: NDArray[np.floating], generated: NDArray[np.floating]) -> float:
    """Return the squared Fréchet distance between Gaussians fitted to features (n, d) and (m, d), in float64.

    Raises:
        InputError: fewer than two rows on either side, or a feature that is not finite.

    """
    for name, features in (("real", real), ("generated", generated)):
        if len(features) < 2:
            raise InputError(f"FID: {len(features)} {name} images; expected at least 2")
        if not np.isfinite(features).all():
            raise InputError(f"FID: a feature of the {name} images is not finite")
    metric = FrechetInceptionDistance(feature=_Features(real.shape[1]), normalize=False)
    metric.set_dtype(torch.float64)
    metric.update(torch.from_numpy(np.asarray(real, dtype=np.float64)), real=True)
    metric.update(torch.from_numpy(np.asarray(generated, dtype=np.float64)), real=False)
    return max(float(metric.compute()), 0.0)
