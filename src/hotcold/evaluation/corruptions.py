"""Real digits made worse, step by step: what a score means."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, minimum_filter

Images = NDArray[np.uint8]

BLURS = (0.5, 1.0, 2.0, 3.0)  # standard deviations, in pixels
NOISES = (20.0, 60.0, 120.0)  # standard deviations, in grey levels
KINDS = 10  # images that are repeated
MISSING = (1, 5)  # classes, from 0 on


class Corrupted(NamedTuple):
    """Images, what was done to them, how much of it, and that in words."""

    name: str
    degree: float
    label: str
    images: Images


def corrupted(
    digits: Images, labels: Images, training: Images, garments: Images, n: int, rng: np.random.Generator
) -> Iterator[Corrupted]:
    """Yield n real digits in each way of being worse; fewer where there are fewer.

    Args:
        digits: (m, 28, 28).
        labels: theirs.
        training: digits that models are trained on.
        garments: what they may be mixed with.
        n: how many images.
        rng: draws noise, and which.

    """
    first, nan = digits[:n], float("nan")
    for sigma in BLURS:
        blurred = gaussian_filter(first.astype(np.float32), sigma, axes=(1, 2))
        yield Corrupted("blur", sigma, f"blurred, σ = {sigma:g} pixel{'s' * (sigma != 1)}", _bytes(blurred))
    for deviation in NOISES:
        noisy = first + rng.normal(0, deviation, size=first.shape)
        yield Corrupted("noise", deviation, f"with noise of {deviation:g}/255", _bytes(noisy))
    yield Corrupted("thinned", 1, "strokes a pixel thinner", minimum_filter(first, size=2, axes=(1, 2)))
    for missing in MISSING:
        words = "a class missing" if missing == 1 else f"{missing} classes missing"
        yield Corrupted("classes missing", missing, words, digits[labels >= missing][:n])
    others = np.resize(garments, first.shape)
    half = first.copy()
    some = rng.permutation(len(first))[: len(first) // 2]
    half[some] = others[some]
    yield Corrupted("garments", 0.5, "half of them garments", half)
    yield Corrupted("garments", 1, "garments", others)
    yield Corrupted("inverted", nan, "inverted digits", 255 - first)
    again = rng.permutation(np.resize(first[:KINDS], first.shape))
    yield Corrupted("repeated", KINDS, f"{KINDS} digits over and over", again)
    yield Corrupted("copies", nan, "copies of training digits", training[:n])
    mean = _bytes(digits.mean(axis=0))
    yield Corrupted("mean", nan, "the mean digit", np.broadcast_to(mean, first.shape).copy())
    uniform = rng.integers(0, 256, size=first.shape, dtype=np.uint8)
    yield Corrupted("uniform noise", nan, "uniform noise", uniform)


def _bytes(images: NDArray[np.floating]) -> Images:
    levels: Images = images.clip(0, 255).round().astype(np.uint8)
    return levels
