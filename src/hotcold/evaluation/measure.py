"""Metrics: from generated and real images to numbers.

A metric is a module of ``metrics/`` with ``measure(real, generated)``, which gives a `Measured`, or several by name
(none where what it looks at is missing), and with ``QUANTITY`` (what is measured, in words), ``UNIT``, ``DIRECTION``
(what is best: ``"lower"``, ``"higher"``, or ``"real"``, near the value of real digits), ``INTERVAL`` (how its interval
is made; empty where it gives none) and ``SEES``, what it looks at: ``"features"`` of any network, ``"classes"`` or
``"training"`` (the digit classifier's features of training digits too), or ``"images"`` alone. With
``PUBLISHED = True`` it is measured by the published protocol too. ``SHARES`` names those of its numbers that are
shares, whose intervals lie within 0 and 1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hotcold import plugins
from hotcold.errors import InputError


@dataclass(frozen=True, eq=False)  # told apart, and kept in caches, by identity
class Scored:
    """Images and what a network sees in them.

    Attributes:
        features: (n, d).
        images: (n, 28, 28) bytes; of real digits perhaps others than those of the features.
        probabilities: (n, 10) of the classes; None where the network knows none.
        starts: (n, 28, 28) bytes, the images that sampling started from; None where it started from noise.
        training: (m, d), features of the digits of training; on the side of real digits, where they are known.

    """

    features: NDArray[np.float32]
    images: NDArray[np.uint8]
    probabilities: NDArray[np.float32] | None = None
    starts: NDArray[np.uint8] | None = None
    training: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.features)

    def part(self, some: slice | NDArray[np.bool_] | NDArray[np.integer]) -> "Scored":
        """Return some of the images, in order or, by their indices, in another; those of training stay."""
        probabilities = None if self.probabilities is None else self.probabilities[some]
        starts = None if self.starts is None else self.starts[some]
        return Scored(self.features[some], self.images[some], probabilities, starts, self.training)

    def first(self, n: int) -> "Scored":
        """Return the first n, or all where there are fewer."""
        return self if n >= max(len(self), len(self.images)) else self.part(slice(n))


class Measured(NamedTuple):
    """A number, the ends of its interval where the metric gives one, and of how many images it is."""

    value: float
    low: float = float("nan")
    high: float = float("nan")
    n: int | None = None  # where it is fewer than all


Measures = Mapping[str, Measured]


def measured_by(metrics: Sequence[str], real: Scored, generated: Scored) -> Iterator[tuple[str, str, Measured]]:
    """Yield of each module of ``metrics/`` its name, and the names and numbers that it gives."""
    for metric in metrics:
        found: Measured | Measures = plugins.entry("metrics", metric)(real, generated)
        for name, measured in ({metric: found} if isinstance(found, Measured) else found).items():
            yield metric, name, measured


def features_of(metric: str, features: str) -> str:
    """Return what the column ``features`` says of a metric, measured beside features of that name."""
    return "pixels" if plugins.constant("metrics", metric, "SEES") == "images" else features


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
