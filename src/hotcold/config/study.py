"""The whole config: checked before anything runs, every problem one line that names the key."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, NonNegativeFloat, ValidationError

from hotcold import plugins
from hotcold.cli import one_line
from hotcold.config.base import Choice, Count, Name, Settings, WithoutNulls
from hotcold.config.bench import BenchSettings
from hotcold.config.data import IMAGES, DataSettings
from hotcold.config.figures import FigureSettings
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.config.latents import LatentSettings
from hotcold.config.model import ModelDescription
from hotcold.config.quality import QualitySettings
from hotcold.config.sampling import RunSampler, SamplingSettings
from hotcold.config.scores import ClassifierSettings, ScoreSettings
from hotcold.config.training import ComputeSettings, Precision, TrainingSettings
from hotcold.errors import InputError
from hotcold.schedules import make_schedule

TAKEN = ("classifier", "latents")  # a run of that name would give two rules one name
MOST_STATES = 100  # shown side by side


class RunSettings(Settings):
    """One run: a degradation, a schedule and a network."""

    degradation: Name
    """A module of src/hotcold/degradations."""

    schedule: Name
    """An entry of `schedules`, or a module of src/hotcold/schedules."""

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


class Study(Settings):
    """A study: everything that decides what comes out."""

    study: Name = "laptop"
    """Name of the study; its results are in results/<study>/."""

    container: str = Field("hotcold.sif", min_length=1)
    """Image that every step runs in under `--sdm apptainer`: a file, or docker://registry/name:tag. The Dockerfile
    builds it."""

    timesteps: int = Field(1000, ge=1, le=100_000)
    """T, the number of diffusion steps."""

    threads: Count | None = None
    """CPU threads of a job that runs a network; null shares the cores evenly among the jobs of a kind, so that a
    job without company takes them all. Training repeats bit by bit on the same number, sampling on any."""

    resume_seconds: NonNegativeFloat = 60
    """Time between the points that a killed training continues from. Changes no result, so nothing is redone."""

    data: DataSettings = DataSettings()
    schedules: dict[Name, Choice] = {}
    """Schedules with options of their own; a schedule that is not listed is the function of that name."""

    networks: dict[Name, Choice] = {}
    """Networks with options of their own; likewise."""

    runs: Annotated[dict[Name, RunSettings], WithoutNulls, Field(min_length=1)]
    """The runs by name; an overlay takes one away with null."""

    training: TrainingSettings = TrainingSettings()
    compute: ComputeSettings = ComputeSettings()
    sampling: SamplingSettings = SamplingSettings()
    classifier: ClassifierSettings = ClassifierSettings()
    scores: ScoreSettings = ScoreSettings()
    gaussianity: GaussianitySettings = GaussianitySettings()
    latents: LatentSettings = LatentSettings()
    quality: QualitySettings = QualitySettings()
    figures: FigureSettings = FigureSettings()
    bench: BenchSettings = BenchSettings()

    def choice(self, kind: plugins.Kind, name: str) -> Choice:
        """Return the function and options that the name of a schedule or network stands for."""
        return getattr(self, kind).get(name) or Choice(function=name)

    def model(self, run: str, seed: int) -> ModelDescription:
        """Return what a run trains."""
        settings = self.runs[run]
        return ModelDescription(
            run=run,
            seed=seed,
            degradation=settings.degradation,
            schedule=settings.schedule,
            schedule_function=self.choice("schedules", settings.schedule),
            network=settings.network,
            network_function=self.choice("networks", settings.network),
            timesteps=self.timesteps,
            pixel_limit=self.data.pixel_limit,
        )

    def run_training(self, run: str) -> TrainingSettings:
        """Return how a run is trained: `training` with the run's own keys in place."""
        try:
            return TrainingSettings.model_validate({**self.training.model_dump(), **self.runs[run].training})
        except ValidationError as error:
            raise InputError(f"runs.{run}.training.{one_line(error)}") from None

    def run_sampler(self, run: str) -> RunSampler:
        """Return the sampler of a run."""
        settings = self.runs[run]
        fallback = RunSampler(function="cold", steps=50)
        return settings.sampler or self.sampling.samplers.get(settings.degradation, fallback)

    def run_compute(self, run: str) -> ComputeSettings:
        """Return what a run's network runs on."""
        precision = self.runs[run].precision or self.compute.precision
        return self.compute.model_copy(update={"precision": precision})

    def latent_sampler(self) -> RunSampler:
        """Return the sampler of the latent experiments, for which there must be a run."""
        return self.latents.sampler or self.run_sampler(self.latents.run)

    def quality_samplers(self, run: str) -> list[RunSampler]:
        """Return what is compared for a run: each listed sampler at each number of steps, and the run's own."""
        own = self.run_sampler(run)
        listed = [
            RunSampler(function=choice.function, options=choice.options, steps=steps)
            for choice in self.quality.runs[run]
            for steps in self.quality.steps
        ]
        return listed if own in listed else [*listed, own]

    def run_images(self, run: str, epoch: int) -> int:
        """Return how many images are generated from a run's checkpoint."""
        last = epoch == self.run_training(run).epochs
        return self.sampling.images if last else self.sampling.checkpoint_images

    def schedule_names(self) -> list[str]:
        """Return the schedules that the K-S analysis looks at, those of the runs included."""
        return list(dict.fromkeys([*self.gaussianity.schedules, *(run.schedule for run in self.runs.values())]))


def load_study(config: Mapping[str, Any]) -> Study:
    """Check a config and return it as a model.

    Raises:
        InputError: one line with the key path, the value, and what is allowed.

    """
    try:
        study = Study.model_validate(config)
    except ValidationError as error:
        raise InputError(one_line(error)) from None
    _check_data(study)
    _check_choices(study)
    _check_runs(study)
    _check_schedules(study)
    _check_trace(study)
    _check_latents(study)
    _check_quality(study)
    _check_figures(study)
    _check_bench(study)
    return study


def _check_name(kind: plugins.Kind, name: str, key: str, also: Mapping[str, Any] | None = None) -> None:
    allowed = sorted({*plugins.names(kind), *(also or {})})
    if name not in allowed:
        raise InputError(f"{key}: {name!r} does not exist; allowed: {', '.join(allowed)}")


def _check_choice(kind: plugins.Kind, choice: Choice, key: str) -> None:
    _check_name(kind, choice.function, f"{key}.function")
    plugins.check_options(kind, choice.function, choice.options, f"{key}.options")


def _check_choices(study: Study) -> None:
    for name, choice in study.schedules.items():
        _check_choice("schedules", choice, f"schedules.{name}")
    for name, choice in study.networks.items():
        _check_choice("networks", choice, f"networks.{name}")
    for name, sampler in study.sampling.samplers.items():
        _check_name("degradations", name, f"sampling.samplers.{name}")
        _check_choice("samplers", sampler, f"sampling.samplers.{name}")
    for index, name in enumerate(study.gaussianity.schedules):
        _check_name("schedules", name, f"gaussianity.schedules.{index}", study.schedules)


def _check_data(study: Study) -> None:
    for key in ("digits", "garments"):
        source = getattr(study.data, key)
        if source not in IMAGES and not Path(source).is_dir():
            raise InputError(f"data.{key}: {source!r} is no folder; expected bundled, download, or a folder")
    weights = study.scores.inception_weights
    if weights and not Path(weights).is_file():
        raise InputError(f"scores.inception_weights: {weights!r} is no file; expected the weights, or null")
    train, held_out = study.data.most_digits
    for key, images, there in (
        ("gaussianity.images", max(study.gaussianity.images), train),
        ("sampling.trace.images", study.sampling.trace.images, held_out),
    ):
        if images > there:
            raise InputError(f"{key}: expected at most as many digits as there are, {there}, not {images}")


def _check_schedules(study: Study) -> None:
    for name in dict.fromkeys([*study.schedules, *study.schedule_names()]):
        choice = study.choice("schedules", name)
        try:
            make_schedule(choice.function, study.timesteps, choice.options)
        except InputError as error:
            raise InputError(f"schedules.{name}: {error}") from None


def _check_runs(study: Study) -> None:
    for name, run in study.runs.items():
        key = f"runs.{name}"
        if name in TAKEN:
            raise InputError(f"{key}: the name is taken; expected another than {', '.join(TAKEN)}")
        _check_name("degradations", run.degradation, f"{key}.degradation")
        _check_name("schedules", run.schedule, f"{key}.schedule", study.schedules)
        _check_name("networks", run.network, f"{key}.network", study.networks)
        if run.sampler:
            _check_choice("samplers", run.sampler, f"{key}.sampler")
        if any(seed < 0 for seed in run.seeds) or len(set(run.seeds)) < len(run.seeds):
            raise InputError(f"{key}.seeds: expected different numbers from 0, not {run.seeds}")
        if study.run_training(name).coupling != "independent" and _end(run.degradation) != "garments":
            raise InputError(f"{key}.training.coupling: {run.degradation} ends in noise; expected independent")
        _check_sampler(study, name, study.run_sampler(name), f"{key}.sampler")


def _end(degradation: str) -> str:
    return plugins.constant("degradations", degradation, "END")


def _check_fit(sampler: Choice, degradation: str, key: str) -> None:
    if sampler.function == "ancestral" and _end(degradation) != "noise":
        raise InputError(f"{key}: ancestral sampling needs a degradation that ends in noise; try cold")


def _check_sampler(study: Study, run: str, sampler: RunSampler, key: str) -> None:
    """Check that a run can be sampled so."""
    _check_fit(sampler, study.runs[run].degradation, key)
    earlier = study.run_training(run).checkpoints[:-1]
    if sampler.guidance and sampler.guidance.epoch not in earlier:
        raise InputError(
            f"{key}.guidance.epoch: expected an epoch of {run} that keeps a checkpoint, before the last,"
            f" {', '.join(map(str, earlier)) or 'of which there is none'}, not {sampler.guidance.epoch}"
        )


def _check_trace(study: Study) -> None:
    trace = study.sampling.trace
    for index, sampler in enumerate(trace.beside):
        key = f"sampling.trace.beside.{index}"
        _check_choice("samplers", sampler, key)
        for run in study.runs:
            _check_sampler(study, run, sampler, key)
    if trace.ladder != sorted(set(trace.ladder)) or trace.ladder[-1] > study.timesteps:
        raise InputError(
            f"sampling.trace.ladder: expected ascending steps up to timesteps = {study.timesteps}, not {trace.ladder}"
        )
    if not study.timesteps / MOST_STATES <= trace.every <= study.timesteps:
        raise InputError(
            f"sampling.trace.every: expected at most timesteps = {study.timesteps}, and at most {MOST_STATES} states,"
            f" not {trace.every}"
        )


def _check_latents(study: Study) -> None:
    latents = study.latents
    if latents.run is None:
        return
    if latents.run not in study.runs:
        raise InputError(f"latents.run: {latents.run!r} is not a run; allowed: {', '.join(study.runs)}")
    degradation = study.runs[latents.run].degradation
    if _end(degradation) != "garments":
        raise InputError(f"latents.run: {latents.run!r} does not end in garments; expected a run that morphs")
    if latents.sampler:
        _check_choice("samplers", latents.sampler, "latents.sampler")
        _check_sampler(study, latents.run, latents.sampler, "latents.sampler")
    for name, experiment in latents.experiments.items():
        key = f"latents.experiments.{name}"
        _check_name("latents", experiment.source, f"{key}.source")
        plugins.check_options("latents", experiment.source, experiment.options, f"{key}.options")
        for option, values in experiment.sweep.items():
            for value in values:
                plugins.check_options("latents", experiment.source, {option: value}, f"{key}.sweep")


def _check_quality(study: Study) -> None:
    steps = study.quality.steps
    if steps != sorted(set(steps)) or steps[-1] > study.timesteps:
        raise InputError(f"quality.steps: expected ascending numbers up to timesteps = {study.timesteps}, not {steps}")
    for name, samplers in study.quality.runs.items():
        if name not in study.runs:
            raise InputError(f"quality.runs: {name!r} is not a run; allowed: {', '.join(study.runs)}")
        for index, sampler in enumerate(samplers):
            key = f"quality.runs.{name}.{index}"
            _check_choice("samplers", sampler, key)
            _check_fit(sampler, study.runs[name].degradation, key)
            if sampler in samplers[:index]:
                raise InputError(f"{key}: the same sampler twice; expected different ones")


def _check_figures(study: Study) -> None:
    for name, options in study.figures.options.items():
        _check_name("figures", name, f"figures.options.{name}")
        plugins.check_options("figures", name, options, f"figures.options.{name}")
    for name, runs in study.figures.runs.items():
        _check_name("figures", name, f"figures.runs.{name}")
        for run in runs:
            if run not in study.runs:
                raise InputError(f"figures.runs.{name}: {run!r} is not a run; allowed: {', '.join(study.runs)}")


def _check_bench(study: Study) -> None:
    for name, model in study.bench.models.items():
        key = f"bench.models.{name}"
        _check_choice("networks", model.network, f"{key}.network")
        _check_name("degradations", model.degradation, f"{key}.degradation")
        _check_choice("samplers", model.sampler, f"{key}.sampler")
        _check_fit(model.sampler, model.degradation, f"{key}.sampler")
