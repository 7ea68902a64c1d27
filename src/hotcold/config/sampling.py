from typing import Literal

from pydantic import Field

from hotcold.config.base import Choice, Count, Name, Settings


class Sampler(Choice):
    """A sampler, its options and its number of steps."""

    steps: Count = 50
    """Steps from T to 0, as even as integers allow."""

    @property
    def title(self) -> str:
        """Its function and options in words, e.g. `cold, reading = fixed_z`."""
        return ", ".join([self.function, *(f"{option} = {value}" for option, value in self.options.items())])


class TraceSettings(Settings):
    """What figures 7, 9 and 13 look at."""

    images: Count = 8
    """Digits followed."""

    every: Count = 200
    """Diffusion steps between the states shown."""

    ladder: list[Count] = Field([100, 300, 500, 700, 800, 900, 1000], min_length=1, max_length=100)
    """Steps to which digits are degraded and from which they are restored, ascending."""

    beside: Sampler | None = None
    """A second sampler that restores from the ladder, beside the run's own (figure 13); null for none."""


class SamplingSettings(Settings):
    """How images are generated from the checkpoints."""

    samplers: dict[Name, Sampler] = {
        "gaussian": Sampler(function="ancestral", steps=1000),
        "morph": Sampler(function="cold", steps=1000),
    }
    """The sampler of each degradation; one that is not listed uses `cold` with 50 steps."""

    weights: Literal["ema", "raw"] = "ema"
    """Which weights sample: their exponential moving average, or the last ones."""

    garments: Literal["held_out", "train"] = "held_out"
    """Which garments morph samples start from: never seen in training, or seen."""

    images: int = Field(1000, ge=2, le=1_000_000_000)
    """Images generated from each run's last checkpoint."""

    checkpoint_images: int = Field(1000, ge=2, le=1_000_000_000)
    """Images generated from each earlier checkpoint."""

    block: int = Field(250, ge=1, le=10_000)
    """Images generated side by side; each block has a seed of its own."""

    trace: TraceSettings = TraceSettings()
    """Trajectories and restorations from the last checkpoint."""
