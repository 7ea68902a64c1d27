"""Metrics: from generated and real images to a number.

A metric is a module of ``metrics/`` with ``measure(real, generated)``, which gives a `Measured`, and with ``QUANTITY``
(what is measured, in words), ``UNIT``, ``DIRECTION`` (which of ``"lower"`` and ``"higher"`` is better) and ``INTERVAL``
(how its interval is made; empty where it gives none).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hotcold.errors import InputError


@dataclass(frozen=True)
class Scored:
    """Images and their features.

    Attributes:
        features: (n, d).
        images: (n, 28, 28) bytes.

    """

    features: NDArray[np.float32]
    images: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.features)

    def first(self, n: int) -> "Scored":
        """Return the first n, or all where there are fewer."""
        return Scored(self.features[:n], self.images[:n])


class Measured(NamedTuple):
    """A number, and the ends of its interval where the metric gives one."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


def check_features(real: Scored, generated: Scored, least: int, metric: str) -> None:
    """Check that both sides have enough images, and features that are numbers.

    Raises:
        InputError: they have not.

    """
    for images, name in ((real, "real"), (generated, "generated")):
        if len(images) < least:
            raise InputError(f"{metric}: {len(images)} {name} images; expected at least {least}")
        if not np.isfinite(images.features).all():
            raise InputError(f"{metric}: a feature of the {name} images is not finite")
