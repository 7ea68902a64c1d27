"""How alike two images are, by local brightness, contrast and structure (Wang et al. 2004)."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

WIDTH = 1.5  # σ of the window in pixels, which reaches 5 pixels either way, as published
_window = partial(gaussian_filter, sigma=(0, WIDTH, WIDTH), radius=(0, 5, 5), mode="mirror")


def by_image(x: NDArray[np.floating], y: NDArray[np.floating], pixel_range: float) -> NDArray[np.float64]:
    """Return the structural similarity (n,) in -1..1 of images (n, h, w), 1 of equal ones.

    Equation 13 there, averaged over the pixels whose window lies within the image, with K1 = 0.01 and K2 = 0.03.
    """
    x, y = x.astype(np.float64), y.astype(np.float64)
    c1, c2 = (0.01 * pixel_range) ** 2, (0.03 * pixel_range) ** 2
    mean_x, mean_y = _window(x), _window(y)
    var_x, var_y = _window(x * x) - mean_x**2, _window(y * y) - mean_y**2
    cov = _window(x * y) - mean_x * mean_y
    brightness = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * cov + c2) / (var_x + var_y + c2)
    similarity: NDArray[np.float64] = (brightness * structure)[:, 5:-5, 5:-5].mean(axis=(1, 2))
    return similarity
