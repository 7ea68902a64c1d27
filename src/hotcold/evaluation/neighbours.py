"""Distances between features, and what follows from the nearest: radii, and the manifold of real digits.

The manifold is made of 2,000 images of either side at most, so that its numbers compare whatever n is: the first of the
generated ones, and real ones spread evenly over all, since MNIST's test digits are easier in the first half.
"""

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hotcold.evaluation.measure import Scored

Floats = NDArray[np.float64]

K = 5  # nearest neighbours that a radius reaches
MOST = 2000  # images of either side
WITHIN = 0.9  # share of real digits that are as near to another as the manifold reaches
BLOCK = 500


class Neighbourhood(NamedTuple):
    """Squared distances around the generated and the real images.

    Attributes:
        between: (generated, real).
        within: (generated, generated).
        radii: (real,), to the k-th nearest other real image.

    """

    between: Floats
    within: Floats
    radii: Floats


def squared_distances(a: NDArray[np.floating], b: NDArray[np.floating]) -> Floats:
    """Return squared Euclidean distances (n, m) between the rows of (n, d) and (m, d), in float64."""
    centre = b[:1].astype(np.float64)  # nearer to the origin, less is lost
    a, b = a - centre, b - centre
    squares: Floats = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)
    squares -= 2 * a @ b.T
    return squares.clip(0, out=squares)


def radii(within: Floats, k: int = K) -> Floats:
    """Return the squared distance (n,) of each image to its k-th nearest other one, from those (n, n) among them."""
    k = min(k, len(within) - 1)
    found: Floats = np.partition(within, k, axis=1)[:, k]  # the nearest is itself
    return found


def spread(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return at most `MOST` of (n, d), evenly spaced."""
    n = min(MOST, len(images))
    return images[np.arange(n) * len(images) // n]


def radii_without(within: Floats, group: NDArray[np.intp]) -> Floats:
    """Return the radii (groups, n) without the images of each group in turn; -1, nothing, of those left out."""
    n = len(within)
    found = np.full((group.max() + 1, n), -1.0)
    # Of the nearest few, enough are left without a group, but for images that are alike and all of it.
    few = min(4 * (K + 1), n)
    near = np.argpartition(within, few - 1, axis=1)[:, :few]
    near = np.take_along_axis(near, np.take_along_axis(within, near, axis=1).argsort(axis=1), axis=1)
    distances = np.take_along_axis(within, near, axis=1)
    for left_out in range(len(found)):
        kept = group != left_out
        wanted = min(K, int(kept.sum()) - 1) + 1  # the nearest is itself
        rank = np.cumsum(kept[near], axis=1)
        place = (rank >= wanted).argmax(axis=1)
        enough = kept & (rank[:, -1] >= wanted)
        found[left_out, enough] = distances[enough, place[enough]]
        for row in np.flatnonzero(kept & ~enough):
            found[left_out, row] = np.partition(within[row, kept], wanted - 1)[wanted - 1]
    return found


@functools.lru_cache(maxsize=2)
def neighbourhood(real: Scored, generated: Scored) -> Neighbourhood:
    """Return the distances of the first images of both sides, kept for the metrics that share them."""
    features = generated.features[:MOST]
    return Neighbourhood(
        squared_distances(features, spread(real.features)), squared_distances(features, features), _of_real(real).radii
    )


def within_manifold(real: Scored, features: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return whether each of (n, d) is as near to a real digit as 90 % of the real ones are to another.

    In place and in direction: what is faint or smeared has features of small length, which lie near to many.
    """
    some = spread(real.features)
    near = nearest(features, some) <= _of_real(real).reach
    along: NDArray[np.bool_] = nearest(_directions(features), _directions(some)) <= _of_real(real).reach_along
    return near & along


def nearest(features: NDArray[np.floating], others: NDArray[np.floating]) -> Floats:
    """Return the distance (n,) of each of (n, d) to the nearest of (m, d)."""
    blocks = (features[first : first + BLOCK] for first in range(0, len(features), BLOCK))
    found: Floats = np.sqrt(np.concatenate([squared_distances(block, others).min(axis=1) for block in blocks]))
    return found


class _OfReal(NamedTuple):
    """Radii of real images, squared, and how far their manifold reaches, in place and in direction."""

    radii: Floats
    reach: float
    reach_along: float


@functools.lru_cache(maxsize=4)
def _of_real(real: Scored) -> _OfReal:
    features = spread(real.features)
    distances, along = (squared_distances(side, side) for side in (features, _directions(features)))
    reach, reach_along = (float(np.quantile(np.sqrt(radii(side, 1)), WITHIN)) for side in (distances, along))
    return _OfReal(radii(distances), reach, reach_along)


def _directions(features: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return features (n, d) of length 1."""
    lengths: Floats = np.linalg.norm(features, axis=1, keepdims=True)
    return features / np.where(lengths > 0, lengths, 1)
