"""The whole config as one model, and what follows from it for a run."""

import itertools

from pydantic import Field, ValidationError

from hotcold import plugins
from hotcold.config.animations import AnimationSettings
from hotcold.config.base import Choice, Count, Name, Named, Place, Real, Settings, Whole
from hotcold.config.compute import ComputeSettings
from hotcold.config.data import DataSettings
from hotcold.config.discretisation import DiscretisationSettings, Discretised
from hotcold.config.figures import FigureSettings
from hotcold.config.fit import misfit, steps_taken
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.config.latents import LatentSettings
from hotcold.config.model import ModelDescription
from hotcold.config.quality import QualitySettings
from hotcold.config.runs import RunSettings, Seeds
from hotcold.config.sampling import RunSampler, SampleSet, SamplingSettings, TraceSettings
from hotcold.config.scores import ClassifierSettings, ScoreSettings
from hotcold.config.training import TrainingSettings
from hotcold.errors import InputError, one_line


class Study(Settings):
    """A study: everything that decides what comes out."""

    study: Name = "laptop"
    """Name of the study; its results are in results/<study>/."""

    container: Place = "hotcold.sif"
    """Image that every step runs in under `--sdm apptainer`: a file, or docker://registry/name:tag. The Dockerfile
    builds it."""

    scale: str = Field("a scale of its own", min_length=1)
    """What verdicts call the size of this study, e.g. `laptop scale`."""

    seeds: Seeds = [0]
    """Every run is repeated with each, unless it has seeds of its own."""

    timesteps: Whole = Field(1000, ge=1, le=100_000)
    """T, the number of diffusion steps."""

    threads: Count | None = None
    """CPU threads of a job that runs a network; null shares the cores evenly among the jobs of a kind, so that a
    job without company takes them all. Training repeats bit by bit on the same number, sampling on any."""

    resume_seconds: Real = Field(60, ge=0)
    """Time between the points that a killed training continues from. Changes no result, so nothing is redone."""

    data: DataSettings = DataSettings()
    degradations: Named[Choice] = {}
    """Degradations with options of their own; one that is not listed is the function of that name."""

    schedules: Named[Choice] = {}
    """Schedules with options of their own; likewise."""

    networks: Named[Choice] = {}
    """Networks with options of their own; likewise."""

    runs: Named[RunSettings] = Field(min_length=1)
    """The runs by name; an overlay takes one away with null."""

    training: TrainingSettings = TrainingSettings()
    compute: ComputeSettings = ComputeSettings()
    sampling: SamplingSettings = SamplingSettings()
    classifier: ClassifierSettings = ClassifierSettings()
    scores: ScoreSettings = ScoreSettings()
    gaussianity: GaussianitySettings = GaussianitySettings()
    discretisation: DiscretisationSettings = DiscretisationSettings()
    latents: LatentSettings = LatentSettings()
    quality: QualitySettings = QualitySettings()
    claims: list[str] = ["report"]
    """Whose claims are judged: sources that the modules of src/hotcold/claims name; [] judges none."""

    animations: AnimationSettings = AnimationSettings()
    figures: FigureSettings = FigureSettings()

    def choice(self, kind: plugins.Kind, name: str) -> Choice:
        """Return the function and options that the name of a degradation, schedule or network stands for."""
        listed: dict[str, Choice] = getattr(self, kind)
        return listed.get(name) or Choice(function=name)

    def model(self, run: str, seed: int) -> ModelDescription:
        """Return what a run trains."""
        settings = self.runs[run]
        return ModelDescription(
            run=run,
            seed=seed,
            degradation=settings.degradation,
            degradation_function=self.choice("degradations", settings.degradation),
            schedule=settings.schedule,
            schedule_function=self.choice("schedules", settings.schedule),
            network=settings.network,
            network_function=self.choice("networks", settings.network),
            timesteps=self.timesteps,
            pixel_limit=self.data.pixel_limit,
        )

    def run_seeds(self, run: str) -> list[int]:
        """Return the seeds that a run is repeated with."""
        return self.runs[run].seeds or self.seeds

    def trained_runs(self) -> list[str]:
        """Return the runs that are trained; the others sample the checkpoints of one of these."""
        return [name for name, run in self.runs.items() if run.trained_as is None]

    def traced_runs(self) -> list[str]:
        """Return the runs whose models are watched at work."""
        return list(self.runs) if self.sampling.traced is None else self.sampling.traced

    def run_degradation(self, run: str) -> str:
        """Return the function of a run's degradation."""
        return self.choice("degradations", self.runs[run].degradation).function

    def run_end(self, run: str) -> plugins.End:
        """Return what a run's degradation ends in."""
        end: plugins.End = plugins.constant("degradations", self.run_degradation(run), "END")
        return end

    def run_start(self, run: str) -> Choice:
        """Return the source of latents that a run's samples start from."""
        return self.runs[run].start or self.declared_start(run)

    def declared_start(self, run: str) -> Choice:
        """Return what samples of a run's degradation start from, unless a run says otherwise."""
        return Choice(function=plugins.SOURCES[self.run_end(run)])

    def run_training(self, run: str) -> TrainingSettings:
        """Return how a run is trained: `training` with the run's own keys in place."""
        try:
            own = self.runs[self.runs[run].trained_as or run].training
            return TrainingSettings.model_validate({**self.training.model_dump(), **own})
        except ValidationError as error:
            raise InputError(f"runs.{run}.training.{one_line(error)}") from None

    def run_sampler(self, run: str) -> RunSampler:
        """Return the sampler of a run, with the steps that it takes."""
        return self._taken(self.runs[run].sampler or self.declared_sampler(run))

    def declared_sampler(self, run: str) -> RunSampler:
        """Return the sampler of a run's degradation, unless a run says otherwise."""
        fallback = RunSampler(function="cold", steps=50)
        return self.sampling.samplers.get(self.runs[run].degradation, fallback)

    def _taken(self, sampler: RunSampler) -> RunSampler:
        """Return a sampler with the steps that it takes of those that it is given."""
        return sampler.model_copy(update={"steps": steps_taken(sampler, sampler.steps, self.timesteps)})

    def run_trace(self, run: str) -> TraceSettings:
        """Return what is traced of a run: beside its own sampler those that fit, and none where it ends in noise."""
        trace, own, degradation = self.sampling.trace, self.run_sampler(run).title, self.run_degradation(run)
        others = [self._taken(one) for one in trace.beside if one.title != own and misfit(one, degradation) is None]
        return trace.model_copy(update={"beside": [] if self.run_end(run) == "noise" else others})

    def trace_samplers(self, run: str) -> list[RunSampler]:
        """Return the samplers that a run is traced with, its own first."""
        return [self.run_sampler(run), *self.run_trace(run).beside]

    def run_compute(self, run: str) -> ComputeSettings:
        """Return what a run's network runs on."""
        precision = self.runs[run].precision or self.compute.precision
        return self.compute.model_copy(update={"precision": precision})

    def latent_sampler(self) -> RunSampler:
        """Return the sampler of the latent experiments, for which there must be a run."""
        assert self.latents.run is not None
        return self._taken(self.latents.sampler) if self.latents.sampler else self.run_sampler(self.latents.run)

    def quality_samplers(self, run: str) -> list[RunSampler]:
        """Return what is compared for a run: each listed sampler at each number of steps, and the run's own."""
        own = self.run_sampler(run)
        listed = [
            self._taken(RunSampler(function=choice.function, options=choice.options, steps=steps))
            for choice in self.quality.runs[run]
            for steps in self.quality.steps
        ]
        return [one for index, one in enumerate([*listed, own]) if one not in listed[:index]]

    def sample_plan(self) -> list[SampleSet]:
        """Return the sets of samples that are generated from every run: those of the last epoch come last."""
        sampling, last = self.sampling, self.training.epochs
        first = (sampling.splits[0], sampling.weights[0])
        plan = [(epoch, *first, sampling.checkpoint_images) for epoch in self.training.checkpoints[:-1]]
        plan += [(last, *which, sampling.images) for which in itertools.product(sampling.splits, sampling.weights)]
        return [SampleSet(epoch=epoch, split=split, weights=weights, images=n) for epoch, split, weights, n in plan]

    def schedule_names(self) -> list[str]:
        """Return the schedules that the K-S analysis looks at, those of the runs included."""
        return list(dict.fromkeys([*self.gaussianity.schedules, *(run.schedule for run in self.runs.values())]))

    def network_names(self) -> list[str]:
        """Return the networks of the runs."""
        return list(dict.fromkeys(run.network for run in self.runs.values()))

    def discretised(self) -> list[Discretised]:
        """Return what is looked at with a perfect denoiser, by degradation; the runs' samplers and steps are added."""
        steps = sorted({*self.discretisation.steps, *(self.run_sampler(run).steps for run in self.runs)})
        morphs = dict.fromkeys(one.schedule for run, one in self.runs.items() if self.run_degradation(run) == "morph")
        plans = {"gaussian": self.schedule_names(), "morph": list(morphs)}
        return [
            Discretised(degradation=name, schedules=schedules, samplers=self._samplers_of(name), steps=steps)
            for name, schedules in plans.items()
            if schedules
        ]

    def _samplers_of(self, degradation: str) -> list[Choice]:
        """Return the samplers that are looked at of a degradation, by its function, and those of its runs."""
        listed = [one for one in self.discretisation.samplers if misfit(one, degradation) is None]
        own = [self.run_sampler(run) for run in self.runs if self.run_degradation(run) == degradation]
        samplers = [*listed, *(Choice(function=one.function, options=one.options) for one in own)]
        return [one for index, one in enumerate(samplers) if one not in samplers[:index]]

    def unet(self) -> str | None:
        """Return the UNet that most runs have, if one has any."""
        names = [run.network for run in self.runs.values()]
        unets = [name for name in names if self.choice("networks", name).function == "unet"]
        return max(unets, key=unets.count, default=None)
