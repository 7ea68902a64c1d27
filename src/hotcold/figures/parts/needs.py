"""What figures are drawn from, read from their source text without importing matplotlib."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from hotcold import plugins
from hotcold.claims.parts.needs import TABLES as JUDGED
from hotcold.claims.parts.needs import claims_of
from hotcold.config.base import Name, Settings
from hotcold.config.settings import run_settings
from hotcold.config.study import Study
from hotcold.errors import InputError, one_line

TABLES = (*JUDGED, "claims", "ks", "classifier", "quality", "architecture", "networks")
Checkpoints = Literal["last", "every"]
OTHERS = "others"  # latent experiments that no other figure names


class Runs(Settings):
    """Some of the study's runs; what is left out may be anything."""

    degradation: Name | None = None
    """Function of the degradation."""

    network: Name | None = None
    """Function of the network."""

    schedules: list[Name] | None = None
    """Names of schedules."""

    but: list[tuple[Name, Name]] = []
    """Degradations and networks, by their functions, that are left out: other figures show those."""


class Needs(Settings):
    """What a figure is drawn from."""

    tables: list[Name] = []
    """Tables by name."""

    claims: list[Name] = []
    """Claims whose verdicts its title states, and no others: it is drawn again when one of these changes."""

    runs: list[Runs] = []
    """Which runs it shows by default, in this order; figures.runs of the config may name any others."""

    judged: list[Runs] = []
    """Which runs the verdicts are about: they are stated only if all that are shown are among them. Empty for any."""

    compares: Literal["schedule"] | None = None
    """What those of one entry of ``runs`` are compared by: by default, runs that differ from the study's own in more
    are left out."""

    only_named: bool = False
    """Whether it is drawn for those alone that figures.runs names."""

    samples: Checkpoints | None = None
    """Samples of those runs: of the last checkpoint, or of every one."""

    traces: bool = False
    """Whether it shows the traces of those runs."""

    experiments: list[Name] = []
    """Latent experiments by their source, or `OTHERS`."""

    digits: bool = False
    """Whether it shows digits of training and validation."""


@dataclass(frozen=True)
class Figure:
    """A figure of one study: what it is drawn from there, and how the report presents it."""

    name: str
    tables: list[str]
    claims: list[str]
    runs: list[str]
    takes_runs: bool
    samples: Checkpoints | None
    traces: bool
    experiments: list[str]
    digits: bool
    category: str
    caption: str

    @property
    def labels(self) -> dict[str, str]:
        """What the report's menu calls it.

        One label only: the report page breaks on a category of two figures that differ in two labels.
        """
        number, _, subject = self.name.partition("_")
        return {"figure": f"{number.removeprefix('fig')} {subject.replace('_', ' ')}"}


def figure_needs(name: str) -> Needs:
    """Return what a figure needs.

    Raises:
        InputError: the module says something else than figures do, or its ``draw`` takes something else.

    """
    path = plugins.source_file("figures", name)
    try:
        needs = Needs.model_validate(plugins.constant("figures", name, "NEEDS"))
    except ValidationError as error:
        raise InputError(f"{path}: NEEDS: {one_line(error)}") from None
    named = [*needs.runs, *needs.judged]
    chosen = [(run.degradation, run.network) for run in named] + [pair for run in named for pair in run.but]
    for what, given, known in (
        ("a table", needs.tables, TABLES),
        ("a claim", needs.claims, plugins.names("claims")),
        ("a degradation", [name for name, _ in chosen if name], plugins.names("degradations")),
        ("a network", [name for _, name in chosen if name], plugins.names("networks")),
        ("a source of latents", needs.experiments, [*plugins.names("latents"), OTHERS]),
    ):
        if wrong := [one for one in given if one not in known]:
            raise InputError(f"{path}: NEEDS: {wrong[0]!r} is not {what}; allowed: {', '.join(known)}")
    takes = {
        *needs.tables,
        *(["claims"] if needs.claims else []),
        *(["digits"] if needs.digits else []),
        *(["samples"] if needs.samples else []),
        *(["traces"] if needs.traces else []),
        *(["experiments"] if needs.experiments else []),
    }
    arguments = set(plugins.arguments("figures", name))
    if arguments - {"runs"} != takes or ("runs" in arguments and not needs.runs):
        raise InputError(f"{path}: draw takes {sorted(arguments)}; expected what NEEDS names, {sorted(takes)}")
    return needs


def check_figures() -> None:
    """Check what every figure needs (see `figure_needs`)."""
    for name in plugins.names("figures"):
        figure_needs(name)


def figures_of(study: Study, tables: Collection[str]) -> dict[str, Figure]:
    """Return the figures that a study has something for: runs, experiments, and those of ``tables`` that it makes."""
    needs = {name: figure_needs(name) for name in plugins.names("figures")}
    settings = {run: run_settings(study, run) for run in study.runs}
    named = {source for need in needs.values() for source in need.experiments}
    judged, found = claims_of(study.claims), {}
    for name, need in needs.items():
        runs = _runs(study, name, need, settings) if need.runs else []
        experiments = _experiments(study, need.experiments, named)
        there = set(need.tables) <= set(tables)
        if there and bool(runs) == bool(need.runs) and bool(experiments) == bool(need.experiments):
            found[name] = Figure(
                name=name,
                tables=need.tables,
                claims=[claim for claim in need.claims if claim in judged] if _are_judged(study, need, runs) else [],
                runs=runs,
                takes_runs="runs" in plugins.arguments("figures", name),
                samples=need.samples,
                traces=need.traces,
                experiments=experiments,
                digits=need.digits,
                category=plugins.constant("figures", name, "CATEGORY"),
                caption=plugins.constant("figures", name, "CAPTION"),
            )
    return found


def left_out(figures: Collection[str]) -> list[str]:
    """Return the figures that are not among these, but for those that a config must name."""
    return [name for name in plugins.names("figures") if name not in figures and not figure_needs(name).only_named]


def _runs(study: Study, name: str, need: Needs, settings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the runs that a figure shows.

    Raises:
        InputError: the config names one of which there is no trace.

    """
    traced = study.traced_runs() if need.traces else list(study.runs)
    if name in study.figures.runs:
        runs = study.figures.runs[name]
        if missing := [run for run in runs if run not in traced]:
            raise InputError(f"figures.runs.{name}: {missing[0]!r} is not among sampling.traced; expected its trace")
        return runs
    return [] if need.only_named else [run for run in _matching(study, need, settings) if run in traced]


def _matching(study: Study, need: Needs, settings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    found: list[str] = []
    for wanted in need.runs:
        of_entry = [name for name in study.runs if _matches(study, name, wanted)]
        found += _comparable(study, of_entry, need.compares, settings) if need.compares else of_entry
    return list(dict.fromkeys(found))


def _comparable(study: Study, runs: list[str], factor: str, settings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return those runs that differ in the factor alone: of several such sets, the one with least of its own."""
    sets = [[other for other in runs if _alike(settings[run], settings[other], factor)] for run in runs]
    return min(sets, key=lambda these: (_own_settings(study, these[0]), -len(these)), default=[])


def _own_settings(study: Study, run: str) -> int:
    """Return in how many ways a run is no line of the study's recipe. An overlay's runs come first, ablations too."""
    settings = study.runs[run]
    own = (settings.training, settings.sampler, settings.start, settings.precision, settings.trained_as, settings.seeds)
    return sum(map(bool, own))


def _alike(a: Mapping[str, Any], b: Mapping[str, Any], factor: str) -> bool:
    """Whether the settings of two runs differ in nothing but the factor."""
    differ = {name.partition(".")[0] for name in a.keys() | b.keys() if a.get(name) != b.get(name)}
    return differ <= {factor, "trained_as"}  # whose checkpoints a run samples is no difference by itself


def _are_judged(study: Study, need: Needs, runs: list[str]) -> bool:
    return not need.judged or all(any(_matches(study, run, about) for about in need.judged) for run in runs)


def _matches(study: Study, name: str, runs: Runs) -> bool:
    model = study.model(name, 0)
    degradation, network = model.degradation_function.function, model.network_function.function
    return (
        runs.degradation in (None, degradation)
        and runs.network in (None, network)
        and (degradation, network) not in runs.but
        and (runs.schedules is None or model.schedule in runs.schedules)
    )


def _experiments(study: Study, sources: list[str], named: set[str]) -> list[str]:
    if study.latents.run is None:
        return []
    return [
        name
        for name, experiment in study.latents.experiments.items()
        if experiment.source in sources or (OTHERS in sources and experiment.source not in named)
    ]
