from pydantic import Field

from hotcold.config.base import Choice, Count, Name, Settings
from hotcold.config.model import ModelDescription
from hotcold.config.sampling import Sampler


class BenchModel(Settings):
    """A model whose training and sampling are timed."""

    network: Choice
    """The network's function and options."""

    degradation: Name
    """A module of src/hotcold/degradations; the schedule is `linear`."""

    sampler: Sampler
    """The sampler that is timed, with few steps: a step costs the same wherever it is."""

    updates: Count = 4
    """Updates of the weights timed at once; a GPU needs more of them."""

    def description(self, name: str, pixel_limit: float) -> ModelDescription:
        """Return it as the study's steps take a model; the name is the one it has in `bench.models`."""
        return ModelDescription(
            run=f"bench-{name}",
            degradation=self.degradation,
            schedule="linear",
            schedule_function=Choice(function="linear"),
            network=name,
            network_function=self.network,
            pixel_limit=pixel_limit,
        )


class GrowthSettings(Settings):
    """How time and memory grow with the size of the task."""

    batch_sizes: list[Count] = Field([32, 128, 512], min_length=1)
    """Batch sizes of a training."""

    images: Count = 1024
    """Digits that each of these trainings sees."""

    samples: list[Count] = Field([1_000, 10_000, 60_000], min_length=1)
    """Numbers of samples, drawn in one step from a small network."""

    runs: list[Count] = Field([7, 70, 350], min_length=1)
    """Numbers of runs in a config that Snakemake plans."""


class BenchSettings(Settings):
    """What `make bench` measures."""

    pairs: int = Field(5, ge=1, le=1000)
    """How often everything is timed, one after the other in turn; ratios are taken within such a round."""

    repeats: int = Field(3, ge=1, le=1000)
    """How often that is timed which has nothing to be compared with."""

    batch_size: Count = 128
    """Digits per update."""

    matrix_size: int = Field(2048, ge=1, le=65_536)
    """Rows and columns of the matrices whose product's rate the networks' rates are compared with."""

    compiled: bool = True
    """Whether the network compiled by torch.compile is timed too."""

    models: dict[Name, BenchModel] = {
        "cnn": BenchModel(
            network=Choice(function="cnn"),
            degradation="gaussian",
            sampler=Sampler(function="ancestral", steps=5),
            updates=4,
        ),
        "unet": BenchModel(
            network=Choice(function="unet"), degradation="morph", sampler=Sampler(function="cold", steps=2), updates=2
        ),
    }
    """The models by name."""

    sampled_images: Count = 128
    """Images generated side by side."""

    scored_images: Count = 10_000
    """Images whose digit features are taken."""

    growth: GrowthSettings = GrowthSettings()
