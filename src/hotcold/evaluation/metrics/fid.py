"""The Fréchet distance between sets of features (Heusel et al. 2017), through torchmetrics.

Its bias falls as 1/n, so a value means something only beside its n and its floor: real images against real
images at the same n. With fewer images than feature dimensions the covariances are singular (the published
113.31 and 50.98: 1,000 images in 2,048 dimensions).
"""

import numpy as np
import torch
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance

from hotcold.evaluation.measure import Measured, Scored, check_features

QUANTITY = "Fréchet distance between generated and real"
UNIT = "feature unit²"
DIRECTION = "lower"
INTERVAL = ""


class _Features(nn.Module):
    """Stands where torchmetrics expects a network: the images it is given are features already."""

    def __init__(self, num_features: int) -> None:
        super().__init__()
        self.num_features = num_features

    def forward(self, features: Tensor) -> Tensor:
        return features


def measure(real: Scored, generated: Scored) -> Measured:
    """Return the squared Fréchet distance between Gaussians fitted to features, in float64.

    Raises:
        InputError: fewer than two images on either side, or a feature that is not finite.

    """
    check_features(real, generated, 2, "FID")
    metric = FrechetInceptionDistance(feature=_Features(real.features.shape[1]), normalize=False)
    metric.set_dtype(torch.float64)
    metric.update(torch.from_numpy(real.features.astype(np.float64)), real=True)
    metric.update(torch.from_numpy(generated.features.astype(np.float64)), real=False)
    return Measured(max(float(metric.compute()), 0.0))
