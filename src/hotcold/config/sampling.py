"""How images are generated."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from hotcold.config.base import Choice, Count, Different, Flag, Images, Name, Named, Real, Settings, Whole
from hotcold.config.model import Weights

Split = Literal["validation", "test"]


class Sampler(Choice):
    """A sampler, its options and its number of steps."""

    steps: Count = 50
    """Steps from T to 0, as even as integers allow; T at most are taken."""

    @property
    def title(self) -> str:
        """Its function and options in words, e.g. `cold, reading = fixed_z`."""
        return ", ".join([self.function, *(f"{option} = {value}" for option, value in self.options.items())])


class Guidance(Settings):
    """Guidance of a model by an earlier, worse checkpoint of the same run (Karras et al. 2024, arXiv:2406.02507).

    From one t to another only, if need be (Kynkäänniemi et al. 2024, arXiv:2404.07724).
    """

    epoch: Count
    """Epoch of the checkpoint that guides, one of the run's. It and those before it are sampled unguided."""

    weight: Real = Field(1.0, gt=0, le=100)
    """How far a prediction moves on, away from the guide's; in units of the difference."""

    from_t: Count = 1
    """The first t that is guided; earlier ones, nearer to the image, are not."""

    to_t: Count | None = None
    """The last t that is guided; null for T."""

    @model_validator(mode="after")
    def _check_interval(self) -> "Guidance":
        if self.to_t is not None and self.to_t < self.from_t:
            raise ValueError(f"to_t: expected from_t, {self.from_t}, or a later t, not {self.to_t}")
        return self

    @property
    def title(self) -> str:
        """It in words, e.g. `guided by epoch 2, weight 1, t >= 500`."""
        since = f", t >= {self.from_t}" if self.from_t > 1 else ""
        until = f", t <= {self.to_t}" if self.to_t else ""
        return f"guided by epoch {self.epoch}, weight {self.weight:g}{since}{until}"


class RunSampler(Sampler):
    """A sampler of a trained run, perhaps guided by an earlier checkpoint of it."""

    guidance: Guidance | None = None
    """An earlier checkpoint that guides; null for none."""

    clip_x0: Flag = True
    """Whether x0_hat is clipped to the range of the pixels at every step."""

    @property
    def title(self) -> str:
        """Its function, options and guidance in words, e.g. `dpm; guided by epoch 2, weight 1, t >= 500`."""
        clipped = [] if self.clip_x0 else ["x0_hat not clipped"]
        return "; ".join([super().title, *clipped, *([self.guidance.title] if self.guidance else [])])


class TraceSettings(Settings):
    """What a trained model is watched at: its loss by t, its restorations, and what figures 7, 9 and 13 show."""

    images: Count = 8
    """Digits shown, and images generated beside them."""

    restored: Count = 200
    """Digits that are restored from the ladder, those that are shown first; all of the test split, if it has fewer.
    Each seed has others, as long as there are any."""

    loss_images: Count = 200
    """Digits of validation that the loss by t is taken over; all, if there are fewer."""

    every: Count = 200
    """Diffusion steps between the states shown."""

    ladder: list[Count] = Field([100, 300, 500, 700, 800, 900, 1000], min_length=1, max_length=100)
    """Steps to which digits are degraded and from which they are restored, ascending."""

    beside: list[RunSampler] = []
    """Samplers that restore from the ladder too, beside the run's own, where that does not end in noise (figure 13)."""

    @model_validator(mode="after")
    def _check_restored(self) -> "TraceSettings":
        if self.restored < self.images:
            raise ValueError(f"restored: expected at least images, {self.images}, not {self.restored}")
        return self


class SampleSet(Settings):
    """Samples of one checkpoint."""

    epoch: Count
    """Of the checkpoint."""

    split: Split
    """Images of which split they start from."""

    weights: Weights
    """Which of the checkpoint's weights sample."""

    images: Count
    """How many."""


class SamplingSettings(Settings):
    """How images are generated from the checkpoints."""

    samplers: Named[RunSampler] = {
        "gaussian": RunSampler(function="ancestral", steps=1000),
        "morph": RunSampler(function="cold", steps=1000),
    }
    """The sampler of each degradation; one that is not listed uses `cold` with 50 steps."""

    weights: Annotated[list[Weights], Different] = Field(["ema"], min_length=1)
    """Which weights sample: ema, their exponential moving average, or raw, the last ones. The first are sampled at
    every checkpoint and used everywhere; any other at the last epoch, beside them."""

    splits: Annotated[list[Split], Different] = Field(["test"], min_length=1)
    """Images of which split samples start from, and score them: test, or validation, to choose by. Likewise."""

    images: Images = 1000
    """Images generated from each run's last checkpoint."""

    checkpoint_images: Images = 1000
    """Images generated from each earlier checkpoint."""

    block: Whole = Field(250, ge=1, le=10_000)
    """Images generated side by side; each block has a seed of its own."""

    traced: list[Name] | None = None
    """Runs whose models are watched at work; null watches all. One that samples another's checkpoints may show nothing
    new."""

    trace: TraceSettings = TraceSettings()
    """Trajectories and restorations from the last checkpoint."""
