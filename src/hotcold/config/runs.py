"""The runs of a study."""

from typing import Annotated

from pydantic import Field

from hotcold.config.base import Choice, Different, Name, Options, Seed, Settings
from hotcold.config.compute import Precision
from hotcold.config.sampling import RunSampler

Seeds = Annotated[list[Seed], Different, Field(min_length=1)]


class RunSettings(Settings):
    """One run: a degradation, a schedule and a network."""

    degradation: Name
    """An entry of `degradations`, or a module of src/hotcold/diffusion/degradations."""

    schedule: Name
    """An entry of `schedules`, or a module of src/hotcold/diffusion/schedules."""

    network: Name
    """An entry of `networks`, or a module of src/hotcold/networks."""

    trained_as: Name | None = None
    """Another run, of the same degradation, schedule and network, whose checkpoints this one samples, with a sampler or
    a start of its own; null trains."""

    seeds: Seeds | None = None
    """The run is repeated with each; null takes those of the study."""

    training: Options = {}
    """Keys of `training` that differ for this run; its epochs and checkpoints are the study's. Null takes
    the study's key."""

    sampler: RunSampler | None = None
    """The run's own sampler; null takes that of its degradation."""

    start: Choice | None = None
    """Where the run's samples start: a module of src/hotcold/diffusion/latents, and its options; null takes the end of
    its degradation: noise, garments, or degraded digits."""

    precision: Precision | None = None
    """Of the run's network, in training and sampling; null takes compute.precision."""
