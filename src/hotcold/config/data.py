"""Where the images come from."""

import math
from typing import Literal

from pydantic import Field

from hotcold.config.base import Settings

IMAGES = {"bundled": (8_000, 2_000), "download": (60_000, 10_000)}  # to train on, held out


class DataSettings(Settings):
    """Where the images come from."""

    digits: str = Field("bundled", min_length=1)
    """`bundled` (10,000 digits in resources/), `download` (all of MNIST), or a folder of its four IDX files."""

    garments: str = Field("bundled", min_length=1)
    """`bundled`, `download`, or a folder, for FashionMNIST."""

    train_images: int | None = Field(None, ge=2, le=1_000_000_000)
    """Keep that many training images only; null keeps all."""

    test_images: int | None = Field(None, ge=2, le=1_000_000_000)
    """Keep that many held-out images only; null keeps all."""

    pixel_limit: Literal[0.5, 1.0] = 0.5  # type: ignore[valid-type]  # pydantic allows floats, PEP 586 does not
    """Pixels are scaled to [-pixel_limit, pixel_limit]; 0.5 is the report's choice."""

    @property
    def most_digits(self) -> tuple[float, float]:
        """Digits to train on and held out, at most; a folder's are counted only when it is read."""
        train, held_out = IMAGES.get(self.digits, (math.inf, math.inf))
        return min(train, self.train_images or math.inf), min(held_out, self.test_images or math.inf)
