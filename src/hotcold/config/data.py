from typing import Literal

from pydantic import Field, PositiveInt

from hotcold.config.base import Settings


class DataSettings(Settings):
    """Where the images come from."""

    digits: str = Field("bundled", min_length=1)
    """`bundled` (10,000 digits in resources/), `download` (all of MNIST), or a folder of its four IDX files."""

    garments: str = Field("bundled", min_length=1)
    """`bundled`, `download`, or a folder, for FashionMNIST."""

    train_images: PositiveInt | None = None
    """Keep that many training images only; null keeps all."""

    test_images: PositiveInt | None = None
    """Keep that many held-out images only; null keeps all."""

    pixel_limit: Literal[0.5, 1.0] = 0.5
    """Pixels are scaled to [-pixel_limit, pixel_limit]; 0.5 is the report's choice."""
