"""Latents: the images that sampling starts from.

A source is a module of ``latents/`` with ``draw(pool, n, generator, *, options) -> Latents``; ``pool`` are images
(m, 28, 28) float32 in model space to draw from: garments of validation or test, or those of training
where the module says ``POOL = "train"``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold import plugins
from hotcold.config.sampling import Split
from hotcold.data.pixels import to_model
from hotcold.diffusion.models import TrainedModel
from hotcold.diffusion.sampling import Start
from hotcold.plugins import SOURCES
from hotcold.storage.arrays import read_arrays


@dataclass(frozen=True)
class Latents:
    """n starts, (n, 28, 28) float32 both.

    Attributes:
        z_T: the state that sampling starts from.
        z: the image that Algorithm 1's fixed-z reading keeps; z_T itself, unless only the start is perturbed.

    """

    z_T: NDArray[np.float32]
    z: NDArray[np.float32]

    def start(self, rows: slice, device: torch.device) -> Start:
        """Return some rows as channels-last tensors (n, 1, 28, 28) on ``device``."""
        z_T, z = (
            torch.from_numpy(array[rows])[:, None].to(device, memory_format=torch.channels_last)
            for array in (self.z_T, self.z)
        )
        return Start(z_T=z_T, z=z)


@dataclass(frozen=True)
class Pools:
    """The images that latents are drawn from.

    Attributes:
        digits: those of training, (n, 28, 28) bytes.
        garments: by split, likewise.

    """

    digits: NDArray[np.uint8]
    garments: Mapping[str, NDArray[np.uint8]]

    def of(self, source: str, split: Split, pixel_limit: float) -> NDArray[np.float32]:
        """Return the pool of a source in model space: digits of training for digits, garments for all others."""
        if source == SOURCES["itself"]:
            return to_model(self.digits, pixel_limit)
        return to_model(self.garments[plugins.constant("latents", source, "POOL") or split], pixel_limit)


def read_pools(digits: Path, garments: Path, garments_test: Path) -> Pools:
    """Return the images of those files, as get_data.py writes them (.npz)."""
    arrays = read_arrays(garments, "garments")
    by_split = {split: arrays[f"{split}_images"] for split in ("train", "validation")}
    test = read_arrays(garments_test, "garments-test")["test_images"]
    return Pools(read_arrays(digits, "digits")["train_images"], {**by_split, "test": test})


def draw_latents(
    model: TrainedModel,
    pools: Pools,
    split: Split,
    n: int,
    generator: np.random.Generator,
    source: str,
    options: Mapping[str, Any] | None = None,
) -> Latents:
    """Draw n latents of a source; for a degradation that ends in itself they are degraded to its last state."""
    degradation, pool = model.restorer.degradation, pools.of(source, split, model.description.pixel_limit)
    drawn: Latents = plugins.entry("latents", source)(pool, n, generator, **(options or {}))
    if degradation.end != "itself":
        return drawn
    z = np.zeros_like(drawn.z)
    x, no_end = (torch.from_numpy(array)[:, None].to(degradation.device) for array in (drawn.z_T, z))
    return Latents(z_T=degradation.degrade(x, degradation.timesteps, no_end)[:, 0].cpu().numpy(), z=z)


def pick(images: NDArray[np.float32], n: int, generator: np.random.Generator) -> NDArray[np.float32]:
    """Return n images in random order; none comes twice before all have come once."""
    rounds = -(-n // len(images))
    order: NDArray[np.int64] = np.concatenate([generator.permutation(len(images)) for _ in range(rounds)])
    return images[order[:n]]
