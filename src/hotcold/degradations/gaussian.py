from torch import Tensor

END = "noise"
PREDICTS = "eps"


def degrade(x: Tensor, z: Tensor, alpha_bar: Tensor) -> Tensor:
    """Hot diffusion: Gaussian noise z drowns the image (DDPM eq. 4)."""
    return alpha_bar.sqrt() * x + (1 - alpha_bar).sqrt() * z
