"""What few sampling steps cost with a perfect denoiser."""

from typing import Annotated

from pydantic import Field

from hotcold.config.base import Choice, Count, Different, Name, Settings


class DiscretisationSettings(Settings):
    """What each number of sampling steps leaves undone, with a perfect denoiser of Gaussian data (figure 20)."""

    samplers: Annotated[list[Choice], Different] = Field(
        [
            Choice(function="ancestral", options={"variance": "posterior"}),
            Choice(function="ancestral", options={"variance": "beta"}),
            Choice(function="cold", options={"reading": "inferred_z"}),
            Choice(function="dpm"),
            Choice(function="cold", options={"reading": "fixed_z"}),
            Choice(function="naive"),
        ],
        min_length=1,
    )
    """Samplers looked at; those of the runs are added, and those that do not fit a degradation are left out of it."""

    steps: Annotated[list[Count], Different] = Field([5, 10, 25, 50, 100, 250, 1000], min_length=1)
    """Numbers of sampling steps; those of the runs are added."""


class Discretised(Settings):
    """What is looked at of one degradation."""

    degradation: Name
    """Its function, one that mixes: gaussian, morph."""

    schedules: list[Name]
    """Schedules by name."""

    samplers: list[Choice]
    """Samplers."""

    steps: list[Count]
    """Numbers of sampling steps."""
