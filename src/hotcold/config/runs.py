"""The runs of a study."""

from typing import Annotated, Any

from pydantic import Field

from hotcold.config.base import Name, Settings
from hotcold.config.compute import Precision
from hotcold.config.sampling import RunSampler


class RunSettings(Settings):
    """One run: a degradation, a schedule and a network."""

    degradation: Name
    """An entry of `degradations`, or a module of src/hotcold/diffusion/degradations."""

    schedule: Name
    """An entry of `schedules`, or a module of src/hotcold/diffusion/schedules."""

    network: Name
    """An entry of `networks`, or a module of src/hotcold/networks."""

    seeds: list[Annotated[int, Field(le=2**31 - 1)]] = Field([0], min_length=1)
    """The run is repeated with each."""

    training: dict[str, Any] = {}
    """Keys of `training` that differ for this run."""

    sampler: RunSampler | None = None
    """The run's own sampler; null takes that of its degradation."""

    precision: Precision | None = None
    """Of the run's network, in training and sampling; null takes compute.precision."""
