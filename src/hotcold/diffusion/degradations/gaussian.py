"""Hot diffusion."""

from torch import Tensor

from hotcold.diffusion.mixing import end_of, mix, start_of

END = "noise"
PREDICTS = "eps"
MIXTURE = True


def degrade(x: Tensor, z: Tensor, alpha_bar: Tensor, time: Tensor) -> Tensor:
    """Drown the image x in Gaussian noise z (DDPM eq. 4)."""
    return mix(x, z, alpha_bar)


def infer_start(z_t: Tensor, z: Tensor, alpha_bar: Tensor, time: Tensor) -> Tensor:
    """Return the image that was drowned in z."""
    return start_of(z_t, z, alpha_bar)


def infer_end(z_t: Tensor, x: Tensor, alpha_bar: Tensor, time: Tensor) -> Tensor:
    """Return the noise that x was drowned in."""
    return end_of(z_t, x, alpha_bar)
