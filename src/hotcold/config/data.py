"""Where the images come from."""

import math
from typing import Literal

from pydantic import Field

from hotcold.config.base import Settings

IMAGES = {"bundled": (8_000, 2_000), "download": (60_000, 10_000)}  # in the training files, in the test files


class DataSettings(Settings):
    """Where the images come from."""

    digits: str = Field("bundled", min_length=1)
    """`bundled` (10,000 digits in the package), `download` (all of MNIST), or a folder of its four IDX files."""

    garments: str = Field("bundled", min_length=1)
    """`bundled`, `download`, or a folder, for FashionMNIST."""

    train_images: int | None = Field(None, ge=2, le=1_000_000_000)
    """Keep that many images to train on only; null keeps all that validation leaves."""

    validation_images: int = Field(2000, ge=2, le=1_000_000_000)
    """Images of validation, the last so many of the training files: losses and choices are taken on them."""

    test_images: int | None = Field(None, ge=2, le=1_000_000_000)
    """Keep that many test images only; null keeps all. They score samples, and nothing is chosen on them."""

    pixel_limit: Literal[0.5, 1.0] = 0.5  # type: ignore[valid-type]  # pydantic allows floats, PEP 586 does not
    """Pixels are scaled to [-pixel_limit, pixel_limit]; 0.5 is the report's choice."""

    @property
    def most_digits(self) -> tuple[float, float]:
        """Digits of training and of test, at most; a folder's are counted only when it is read."""
        train, test = IMAGES.get(self.digits, (math.inf, math.inf))
        left = train - self.validation_images
        return min(left, self.train_images or math.inf), min(test, self.test_images or math.inf)
