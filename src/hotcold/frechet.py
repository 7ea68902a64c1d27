"""The Fréchet distance between sets of features (Heusel et al. 2017), through torchmetrics.

Its bias falls as 1/n, so a value means something only beside its n and its floor: real images against real
images at the same n. With fewer images than feature dimensions the covariances are singular (the published
113.31 and 50.98: 1,000 images in 2,048 dimensions).
"""

from collections.abc import Iterable, Sequence

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


def frechet_distances(
    real: NDArray[np.floating], generated: Iterable[NDArray[np.floating]], at: Sequence[int]
) -> list[float]:
    """Return the squared Fréchet distances between Gaussians fitted to features, in float64.

    Only sums over the generated features are kept, so their number costs no memory.

    Args:
        real: (n, d).
        generated: blocks (m, d), at least ``max(at)`` rows in all.
        at: ascending; the distance is taken of the first so many generated rows, for each.

    Raises:
        InputError: fewer than two rows on either side, or a feature that is not finite.

    """
    metric = FrechetInceptionDistance(feature=_Features(real.shape[1]), normalize=False)
    metric.set_dtype(torch.float64)
    metric.update(_checked(real, "real"), real=True)
    _check_number(len(real), "real")
    _check_number(min(at), "generated")
    values, seen = [], 0
    for block in generated:
        features = _checked(block, "generated")
        for part in torch.tensor_split(features, [n - seen for n in at if seen < n < seen + len(features)]):
            metric.update(part, real=False)
            seen += len(part)
            if seen == at[len(values)]:
                values.append(max(float(metric.compute()), 0.0))
            if len(values) == len(at):
                return values
    raise InputError(f"FID: {seen} generated images; expected {max(at)}")


def frechet_distance(real: NDArray[np.floating], generated: NDArray[np.floating]) -> float:
    """Return the squared Fréchet distance of `frechet_distances` between features (n, d) and (m, d)."""
    return frechet_distances(real, [generated], [len(generated)])[0]


def _checked(features: NDArray[np.floating], name: str) -> Tensor:
    if not np.isfinite(features).all():
        raise InputError(f"FID: a feature of the {name} images is not finite")
    return torch.from_numpy(np.asarray(features, dtype=np.float64))


def _check_number(n: int, name: str) -> None:
    if n < 2:
        raise InputError(f"FID: {n} {name} images; expected at least 2")
