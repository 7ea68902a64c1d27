"""What a trained model is."""

from typing import Literal

from pydantic import Field

from hotcold.config.base import Choice, Name, Real, Seed, Settings, Whole

Weights = Literal["ema", "raw"]


class ModelDescription(Settings):
    """What a trained model is; stored inside its checkpoints, so that they can be used on their own."""

    run: Name
    """Name of the run."""

    seed: Seed = 0
    """Seed of the run's every draw: initial weights, batches, samples."""

    degradation: Name
    """The degradation's name in tables and figures."""

    degradation_function: Choice
    """The degradation's function and options."""

    schedule: Name
    """The schedule's name in tables and figures."""

    schedule_function: Choice
    """The schedule's function and options."""

    network: Name
    """The network's name in tables and figures."""

    network_function: Choice
    """The network's function and options."""

    timesteps: Whole = Field(1000, ge=1, le=100_000)
    """T, the number of diffusion steps."""

    pixel_limit: Real = Field(0.5, gt=0)
    """Pixels are scaled to [-pixel_limit, pixel_limit]."""
