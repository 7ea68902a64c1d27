"""Between stored bytes and the range the networks see."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Pixels = TypeVar("Pixels")  # an array or a tensor of floats


def scaled(images: Pixels, limit: float) -> Pixels:
    """Scale 0..255 to [-limit, limit]; arrays and tensors alike."""
    return (images / 255 * 2 - 1) * limit  # type: ignore[operator, return-value]


def to_model(images: NDArray[np.uint8], limit: float) -> NDArray[np.float32]:
    """Scale bytes 0..255 to float32 in [-limit, limit]."""
    return scaled(images.astype(np.float32), limit).astype(np.float32)


def from_unit(images: NDArray[np.float32], limit: float) -> NDArray[np.float32]:
    """Scale [0, 1] to [-limit, limit]."""
    return (images * 2 - 1) * np.float32(limit)


def to_unit(images: NDArray[np.floating], limit: float) -> NDArray[np.float32]:
    """Scale [-limit, limit] to float32 in [0, 1]; what lies beyond stays beyond."""
    return ((images / np.float32(limit) + 1) / 2).astype(np.float32)


def to_bytes(images: NDArray[np.floating], limit: float) -> NDArray[np.uint8]:
    """Clamp to [-limit, limit] and round to the nearest of 256 levels."""
    unit = (images.clip(-limit, limit) / limit + 1) / 2
    return (unit * 255).round().astype(np.uint8)


def stretch_to_bytes(images: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Stretch each image of (n, 28, 28) to its own minimum and maximum: the published way of counting.

    A constant image becomes 0.
    """
    low: NDArray[np.floating] = images.min(axis=(1, 2), keepdims=True)
    span = images.max(axis=(1, 2), keepdims=True) - low
    return ((images - low) / np.where(span > 0, span, 1) * 255).round().astype(np.uint8)
