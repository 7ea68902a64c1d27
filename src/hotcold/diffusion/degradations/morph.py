"""Cold diffusion into garments."""

from torch import Tensor

from hotcold.diffusion.mixing import end_of, mix

END = "garments"
PREDICTS = "x"
MIXTURE = True


def degrade(x: Tensor, z: Tensor, alpha_bar: Tensor, time: Tensor) -> Tensor:
    """Morph the digit x into the garment z (report eq. 2.1)."""
    return mix(x, z, alpha_bar)


def infer_end(z_t: Tensor, x: Tensor, alpha_bar: Tensor, time: Tensor) -> Tensor:
    """Return the garment that x morphs into."""
    return end_of(z_t, x, alpha_bar)
