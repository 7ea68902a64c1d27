"""Images as they are given, as the networks see them, and as they come back."""

from typing import TYPE_CHECKING, Any, Union

import numpy as np
from numpy.typing import NDArray

from hotcold.errors import InputError, first_line

if TYPE_CHECKING:
    from torch import Tensor

ImagesLike = Union[NDArray[Any], "Tensor"]  # torch is not imported here
Images = NDArray[np.float32]

SIDE = 28
ROUNDING = 1e-3  # that floats may lie beyond 0 and 1
FARTHEST = 20.0  # from 0: no noise reaches so far, and bytes given as floats do


def read(images: ImagesLike, name: str = "images") -> Images:
    """Return images (n, 28, 28) float32 in [0, 1].

    Args:
        images: (n, 28, 28) or (n, 1, 28, 28), whole numbers of 0 to 255 or floats in [0, 1], an array or a tensor on
            any device.
        name: what they are, for errors.

    Raises:
        InputError: they are of another shape, type or range, or there are none.

    """
    found = read_states(images, name)
    low, high = float(found.min()), float(found.max())
    if low < -ROUNDING or high > 1 + ROUNDING:
        raise InputError(
            f"{name}: floats from {low:.4g} to {high:.4g}; expected 0 to 1{_scale_hint(low, high)}, or uint8"
        )
    return found.clip(0, 1)


def read_states(states: ImagesLike, name: str = "images") -> Images:
    """Return images that noise or a mixture may have driven beyond 0 and 1 (see `read`)."""
    found = _array(states)
    right = found.ndim in (3, 4) and found.shape[-2:] == (SIDE, SIDE) and found.shape[1:-2] in ((), (1,))
    if right and found.dtype.kind in "iu" and found.size and found.min() >= 0 and found.max() <= 255:
        found = found.astype(np.uint8)
    if not right or not (found.dtype == np.uint8 or found.dtype.kind == "f"):
        shape = " × ".join(map(str, found.shape)) or "a single value"
        raise InputError(
            f"{name}: {shape}, {found.dtype}; expected n × 28 × 28 or n × 1 × 28 × 28, whole numbers of 0 to 255 or"
            f" floats of 0 to 1{_hint(found)}"
        )
    if len(found) == 0:
        raise InputError(f"{name}: none; expected at least one")
    if found.dtype == np.uint8 and found.max() == 1:
        raise InputError(f"{name}: whole numbers of 0 and 1; expected 0 to 255, or floats of 0 to 1 (astype(float))")
    if found.dtype == np.uint8:
        found = found.astype(np.float32) / 255
    if not (finite := np.isfinite(found)).all():
        first = int(np.argwhere(~finite)[0, 0])
        raise InputError(f"{name}: a pixel of image {first} is not finite; expected numbers")
    if np.abs(found).max() > FARTHEST:
        raise InputError(f"{name}: floats up to {np.abs(found).max():.4g}; expected 0 to 1 (divide by 255?), or uint8")
    return found.reshape(-1, SIDE, SIDE).astype(np.float32)


def _scale_hint(low: float, high: float) -> str:
    """Return how floats of a usual other range become what is expected."""
    for limit, words in ((0.5, "images + 0.5"), (1.0, "(images + 1) / 2")):
        if -limit - ROUNDING <= low < -limit / 2 and high <= limit + ROUNDING:
            return f" (of −{limit:g} to {limit:g}: {words})"
    return " (rescale them; clip them only if that is what lies beyond)"


def _hint(images: NDArray[Any]) -> str:
    """Return how images of a usual other form become what is expected."""
    unit = " / 255" if images.dtype.kind in "iu" else ""
    match images.shape:
        case (28, 28):
            return " (one image: images[None])"
        case (_, 784):
            return " (flat: images.reshape(-1, 28, 28))"
        case (_, 28, 28, 1):
            return " (the channel is last: images[..., 0])"
        case (_, 28, 28, 3):
            return f" (colours: images.mean(axis=-1){unit})"
        case (_, 3, 28, 28):
            return f" (colours: images.mean(axis=1){unit})"
        case (_, height, width) | (_, 1, height, width) if images.dtype.kind in "uif" and (height, width) != (28, 28):
            return " (another size: resize them, or cut their margins)"
    return " (true and false: images.astype(float))" if images.dtype == bool else ""


def _array(images: ImagesLike) -> NDArray[Any]:
    try:
        if hasattr(images, "detach"):  # a tensor; bfloat16 is nothing to numpy
            images = images.detach().cpu()
            images = images.float() if images.is_floating_point() else images
            return images.numpy()
        return np.asarray(images)
    except ValueError:  # a ragged list
        raise InputError("images: of different shapes; expected one array, n × 28 × 28") from None
    except (RuntimeError, TypeError) as error:  # a sparse or nested tensor, or one without data
        raise InputError(f"images: no array ({first_line(error)}); expected one, n × 28 × 28") from None
