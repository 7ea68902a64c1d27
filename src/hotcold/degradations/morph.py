from torch import Tensor

END = "garments"
PREDICTS = "x"


def degrade(x: Tensor, z: Tensor, alpha_bar: Tensor) -> Tensor:
    """Cold diffusion: the digit x morphs into the garment z (report eq. 2.1)."""
    return alpha_bar.sqrt() * x + (1 - alpha_bar).sqrt() * z
