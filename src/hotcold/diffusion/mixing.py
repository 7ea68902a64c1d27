"""The mixture sqrt(alpha_bar) x + sqrt(1 - alpha_bar) z of image and end that keeps variances, and its inverses.

All images are (n, 1, h, w), alpha_bar (n, 1, 1, 1) or (1, 1, 1, 1) in (0, 1).
"""

from torch import Tensor


def mix(x: Tensor, z: Tensor, alpha_bar: Tensor) -> Tensor:
    """Return z_t (DDPM eq. 4)."""
    return alpha_bar.sqrt() * x + (1 - alpha_bar).sqrt() * z


def end_of(z_t: Tensor, x: Tensor, alpha_bar: Tensor) -> Tensor:
    """Return the z for which ``mix(x, z)`` is z_t."""
    return (z_t - alpha_bar.sqrt() * x) / (1 - alpha_bar).sqrt()


def start_of(z_t: Tensor, z: Tensor, alpha_bar: Tensor) -> Tensor:
    """Return the x for which ``mix(x, z)`` is z_t (DDPM eq. 15)."""
    return (z_t - (1 - alpha_bar).sqrt() * z) / alpha_bar.sqrt()
