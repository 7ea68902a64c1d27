"""When noised digits pass for Gaussian."""

from typing import Annotated

from pydantic import Field

from hotcold.config.base import Count, Different, Name, Real, Settings, Whole


class GaussianitySettings(Settings):
    """The Kolmogorov–Smirnov analysis of the schedules (figure 2)."""

    schedules: list[Name] = Field(["linear", "cosine", "constant", "inverse_linear"], min_length=1)
    """Schedules looked at; those of the runs are added."""

    images: Annotated[list[Count], Different] = Field([1, 8], min_length=1)
    """Numbers of training digits whose pixels are pooled in the sampled test; figure 2 shows the first."""

    noise_seeds: Whole = Field(6, ge=1, le=100)
    """How often the sampled test is repeated with fresh noise."""

    threshold: Real = Field(0.05, gt=0, lt=1)
    """p-value above which a Gaussian is no longer rejected."""

    test_pixels: Annotated[list[Count], Different] = Field([784, 7_840, 78_400, 784_000], min_length=1)
    """Numbers of pixels for which the exact distance gives the t at which a test stops rejecting."""
