"""What figures are drawn from, read from their source text without importing matplotlib."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from hotcold import plugins
from hotcold.config.base import Name, Settings, one_line
from hotcold.config.study import Study
from hotcold.errors import InputError

TABLES = ("schedules", "ks", "ks_crossings", "losses", "classifier", "latents", "quality", "architecture")


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
    """Tables by name; those of metrics too."""

    runs: list[Runs] = []
    """Which runs it shows by default, in this order; figures.runs of the config may name any others."""

    samples: Literal["last", "every"] | None = None
    """Samples of those runs: of the last checkpoint, or of every one."""

    traces: bool = False
    """Whether it shows the traces of those runs."""

    experiments: list[Name] = []
    """Latent experiments by their source; `others` are those that no other figure names."""


@dataclass(frozen=True)
class Figure:
    """A figure of one study: what it is drawn from there, and how the report presents it."""

    name: str
    tables: list[str]
    runs: list[str]
    takes_runs: bool
    samples: Literal["last", "every"] | None
    traces: bool
    experiments: list[str]
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
    known = [*TABLES, *plugins.names("metrics")]
    for table in needs.tables:
        if table not in known:
            raise InputError(f"{path}: NEEDS: {table!r} is not a table; allowed: {', '.join(known)}")
    takes = {
        *needs.tables,
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
    named = {source for need in needs.values() for source in need.experiments}
    found = {}
    for name, need in needs.items():
        runs = study.figures.runs.get(name, _matching(study, need.runs)) if need.runs else []
        experiments = _experiments(study, need.experiments, named)
        there = set(need.tables) <= set(tables)
        if there and bool(runs) == bool(need.runs) and bool(experiments) == bool(need.experiments):
            found[name] = Figure(
                name=name,
                tables=need.tables,
                runs=runs,
                takes_runs="runs" in plugins.arguments("figures", name),
                samples=need.samples,
                traces=need.traces,
                experiments=experiments,
                category=plugins.constant("figures", name, "CATEGORY"),
                caption=plugins.constant("figures", name, "CAPTION"),
            )
    return found


def _matching(study: Study, wanted: list[Runs]) -> list[str]:
    found = [name for runs in wanted for name in study.runs if _matches(study, name, runs)]
    return list(dict.fromkeys(found))


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
        if experiment.source in sources or ("others" in sources and experiment.source not in named)
    ]
