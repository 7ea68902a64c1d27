"""Latents: the images that sampling starts from.

A source is a module of ``latents/`` with ``draw(pool, n, generator, *, options) -> Latents``; ``pool`` are images
(m, 28, 28) float32 in model space to draw from, as the module's ``POOL`` says: without one garments of validation or
test, ``"train"``: garments of training, ``"digits"``: digits of validation or test, which are degraded to T once drawn,
``"degraded"``: digits of training that are degraded to T. The last two are for what ends in itself, and for no other.
``AT_LEAST`` names the options that so many images of the pool are needed for, as of what is fitted to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold import plugins, seeds
from hotcold.config.base import Choice
from hotcold.config.fit import misplaced
from hotcold.config.sampling import Split
from hotcold.data.pixels import to_model
from hotcold.diffusion.degradation import Degradation
from hotcold.diffusion.models import TrainedModel
from hotcold.diffusion.sampling import Start
from hotcold.errors import InputError
from hotcold.plugins import SOURCES
from hotcold.storage.arrays import read_arrays

BLOCK = 500  # images degraded side by side


@dataclass(frozen=True)
class Latents:
    """n starts, (n, 28, 28) float32 both.

    Attributes:
        z_T: the state that sampling starts from.
        z: what naive sampling and Algorithm 1's fixed-z reading keep: z_T itself, unless only the start is perturbed,
            or the degradation ends in itself.

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
        digits: by split, (n, 28, 28) bytes.
        garments: likewise.

    """

    digits: Mapping[str, NDArray[np.uint8]]
    garments: Mapping[str, NDArray[np.uint8]]

    def of(self, source: str, split: Split, pixel_limit: float) -> NDArray[np.float32]:
        """Return the pool of a source, (m, 28, 28) in model space; no digit is degraded yet."""
        kind = plugins.constant("latents", source, "POOL")
        images = self.digits if kind in ("digits", "degraded") else self.garments
        return to_model(images["train" if kind in ("train", "degraded") else split], pixel_limit)


def read_pools(digits: Path, digits_test: Path, garments: Path, garments_test: Path) -> Pools:
    """Return the images of those files, as get_data.py writes them (.npz)."""

    def by_split(name: str, seen: Path, test: Path) -> dict[str, NDArray[np.uint8]]:
        arrays, last = read_arrays(seen, name), read_arrays(test, f"{name}-test")
        return {
            "train": arrays["train_images"],
            "validation": arrays["validation_images"],
            "test": last["test_images"],
        }

    return Pools(by_split("digits", digits, digits_test), by_split("garments", garments, garments_test))


def source_of(degradation: Degradation, given: Choice | None) -> Choice:
    """Return the source that is given, or else that of what a degradation ends in."""
    return given or Choice(function=SOURCES[degradation.end])


def draw_latents(
    model: TrainedModel,
    pools: Pools,
    split: Split,
    n: int,
    generator: np.random.Generator,
    source: Choice,
) -> Latents:
    """Draw n latents of a source, as the end of the model's degradation.

    For one that ends in itself they get a z of noise: digits each their own, which they are degraded with; what is
    drawn from digits that are degraded already, the one z of them all.

    Raises:
        InputError: the degradation does not end in what the source gives.

    """
    degradation, name = model.restorer.degradation, source.function
    if reason := misplaced(name, degradation.name):
        raise InputError(reason)
    draw, pool = plugins.entry("latents", name), pools.of(name, split, model.description.pixel_limit)
    if degradation.end != "itself":
        drawn: Latents = draw(pool, n, generator, **source.options)
        return drawn
    if plugins.constant("latents", name, "POOL") == "degraded":
        z = generator.standard_normal((1, *pool.shape[1:]), dtype=np.float32)
        drawn = draw(_last_states(degradation, pool, z.repeat(len(pool), axis=0)), n, generator, **source.options)
        return Latents(z_T=drawn.z_T, z=z.repeat(n, axis=0))
    drawn = draw(pool, n, generator, **source.options)
    z = generator.standard_normal(drawn.z_T.shape, dtype=np.float32)
    return Latents(z_T=_last_states(degradation, drawn.z_T, z), z=z)


def draw_starts(model: TrainedModel, pools: Pools, split: Split, n: int, seed: int, source: Choice) -> Latents:
    """Draw the n latents that samples of a seed start from, the same wherever they are made (see `draw_latents`)."""
    generator = seeds.numpy_generator(seed, "latents", source.function, split)
    return draw_latents(model, pools, split, n, generator, source)


@torch.inference_mode()
def _last_states(degradation: Degradation, x: NDArray[np.float32], z: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what images become at T, block by block."""
    last = []
    for first in range(0, len(x), BLOCK):
        images, ends = (torch.from_numpy(a[first : first + BLOCK])[:, None].to(degradation.device) for a in (x, z))
        last.append(degradation.degrade(images, degradation.timesteps, ends)[:, 0].cpu().numpy())
    return np.concatenate(last)


def pick(images: NDArray[np.float32], n: int, generator: np.random.Generator) -> NDArray[np.float32]:
    """Return n of images (m, 28, 28), (n, 28, 28), in random order; none comes twice before all have come once."""
    rounds = -(-n // len(images))
    order: NDArray[np.int64] = np.concatenate([generator.permutation(len(images)) for _ in range(rounds)])
    return images[order[:n]]
