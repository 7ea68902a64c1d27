"""Latents: where sampling starts.

A source is a module of this package with ``draw(garments, n, generator, *, options) -> Latents``; ``garments``
are (m, 28, 28) float32 in model space, the pool to draw from.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotcold import plugins

MOST_AT_ONCE = 10_000  # latents; 31 MB


@dataclass(frozen=True)
class Latents:
    """n starts, (n, 28, 28) float32 both.

    Attributes:
        z_T: the state that sampling starts from.
        z: the image that Algorithm 1's fixed-z reading keeps; z_T itself, unless only the start is perturbed.

    """

    z_T: NDArray[np.float32]
    z: NDArray[np.float32]


def draw_in_parts(
    source: str, garments: NDArray[np.float32], n: int, generator: np.random.Generator, block: int
) -> Iterator[Latents]:
    """Draw n latents of a source in parts that fit in memory, each a multiple of ``block`` but for the last."""
    most = max(1, MOST_AT_ONCE // block) * block
    for first in range(0, n, most):
        yield plugins.entry("latents", source)(garments, min(most, n - first), generator)


def pick(garments: NDArray[np.float32], n: int, generator: np.random.Generator) -> NDArray[np.float32]:
    """Return n garments in random order; none comes twice before all have come once."""
    rounds = -(-n // len(garments))
    order = np.concatenate([generator.permutation(len(garments)) for _ in range(rounds)])
    return garments[order[:n]]
