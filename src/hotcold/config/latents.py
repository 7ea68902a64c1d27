"""Experiments on where morph samples start."""

from typing import Annotated, Any

from pydantic import Field

from hotcold.config.base import Different, Images, Name, Named, Options, Real, Settings, Whole
from hotcold.config.sampling import RunSampler

# Modules of src/hotcold/evaluation/metrics that measure the experiments, beside shares of classes.
METRICS = ("manifold_share", "sharpness", "precision", "recall", "fid")


class LatentExperiment(Settings):
    """A source of latents for a morph run, perhaps over a sweep of one of its options."""

    source: Name
    """A module of src/hotcold/diffusion/latents."""

    options: Options = {}
    """The source's options."""

    sweep: Named[Annotated[list[Whole | Real], Field(min_length=1), Different]] = Field({}, max_length=1)
    """One option and the values it takes, e.g. {lam: [0, 0.01, 0.1]}."""

    @property
    def option(self) -> str | None:
        """The option that is swept, if one is."""
        return next(iter(self.sweep), None)

    @property
    def values(self) -> list[float | int | None]:
        """The values that it takes; one None where nothing is swept."""
        return [value for values in self.sweep.values() for value in values] or [None]

    def options_at(self, value: float | int | None) -> dict[str, Any]:
        """Return the source's options at one of those values."""
        return self.options if self.option is None else {**self.options, self.option: value}


class LatentSettings(Settings):
    """Experiments on where morph samples start (figures 16, 17 and the mixture)."""

    run: Name | None = None
    """The run, trained on a degradation that ends in garments; each of its seeds is sampled from. Null leaves the
    experiments out."""

    sampler: RunSampler | None = None
    """The sampler of the experiments; null takes the run's own."""

    images: Images = 100
    """Images per value."""

    experiments: Named[LatentExperiment] = {}
    """The experiments by name."""
