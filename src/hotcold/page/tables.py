"""Tables as a page shows them: cells in words, each with the number that it is sorted by."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, NamedTuple

import pandas as pd

from hotcold.claims.parts.notation import written
from hotcold.storage.tables import Column

MISSING = "–"
OPEN = 20  # rows of a table that is not folded

Columns = Mapping[str, Column]


class Cell(NamedTuple):
    """What a cell says, and the number it stands for where that is another."""

    text: str
    value: float | None = None


class Heading(NamedTuple):
    """A column's name, unit and meaning."""

    name: str
    unit: str = ""
    description: str = ""


@dataclass(frozen=True)
class Table:
    """A table to show.

    Attributes:
        name: of the file that it is from.
        title: above it.
        headings: of its columns.
        rows: its cells.
        note: what to know of it.

    """

    name: str
    title: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    @property
    def folded(self) -> bool:
        """Whether it is too long to be open from the start."""
        return len(self.rows) > OPEN


def cell(value: Any) -> Cell:  # noqa: ANN401
    """Return a value of a table as a cell."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return Cell(MISSING)
    if isinstance(value, float):
        return Cell(f"{value:.4g}", value)
    return Cell(str(value))


def tables(frames: Mapping[str, pd.DataFrame], columns: Mapping[str, Columns]) -> list[Table]:
    """Return what is shown of the tables of a study, by name; of a table that nobody reads, nothing."""
    there = [name for name in SHOWN if name in frames]
    return [table for name in there for table in SHOWN[name](name, frames[name], columns[name])]


def _scores(name: str, frame: pd.DataFrame, columns: Columns) -> Iterator[Table]:
    rows = frame[frame["protocol"] == "sound"].sort_values(["epoch", "n"], kind="stable")
    about = ["run", "seed", "split", "weights", "features"]
    note = "Sound protocol, of as many images as there are; value [95 % over images]."
    yield _by_metric(name, "Scores after the last epoch", rows, columns, about, note)


def _ruler(name: str, frame: pd.DataFrame, columns: Columns) -> Iterator[Table]:
    rows = frame[frame["protocol"] == "sound"].sort_values("n", kind="stable")
    note = "The same measures of real test digits, whole and spoilt: what a score means. Value [95 %]."
    yield _by_metric(name, "The ruler: scores of real digits", rows, columns, ["label", "n", "features"], note)


def _latents(name: str, frame: pd.DataFrame, columns: Columns) -> Iterator[Table]:
    about = ["experiment", "option", "level", "seed"]
    yield _by_metric(name, "Where morph samples start", frame, columns, about, "Value [95 % over images].")


def _losses(name: str, frame: pd.DataFrame, columns: Columns) -> Iterator[Table]:
    last = frame[frame["epoch"] == frame["epoch"].max()]
    yield _as_it_is(name, "Losses of the last epoch", last, columns, ["run", "seed", "split", "weights", "loss"])


def _settings(name: str, frame: pd.DataFrame, columns: Columns) -> Iterator[Table]:
    wide = frame.pivot(index="setting", columns="run", values="value")
    wide = wide.loc[frame["setting"].unique(), frame["run"].unique()]
    alike = wide.nunique(axis=1, dropna=False) == 1
    if len(wide.columns) > 1 and not alike.all():
        differ = wide[~alike].T
        headings = [Heading("run"), *(Heading(str(setting)) for setting in differ)]
        rows = [[Cell(str(run)), *map(_setting, row)] for run, row in zip(differ.index, differ.to_numpy(), strict=True)]
        yield Table(name, "Settings in which runs differ", headings, rows)
    shared = [[Cell(str(setting)), _setting(value)] for setting, value in wide[alike].iloc[:, 0].items()]
    yield Table(name, "Settings that all runs share", [Heading("setting"), Heading("value")], shared)


def _setting(value: Any) -> Cell:  # noqa: ANN401
    """Return a setting, which the table holds as JSON; one that a run does not have is missing."""
    if not isinstance(value, str):
        return Cell(MISSING)
    told = json.loads(value)
    return cell(told if isinstance(told, str | float) else json.dumps(told))


def _plain(title: str, *dropped: str) -> Callable[[str, pd.DataFrame, Columns], Iterator[Table]]:
    def shown(name: str, frame: pd.DataFrame, columns: Columns) -> Iterator[Table]:
        yield _as_it_is(name, title, frame, columns, [str(one) for one in frame if one not in dropped])

    return shown


def _as_it_is(name: str, title: str, frame: pd.DataFrame, columns: Columns, shown: Sequence[str]) -> Table:
    headings = [Heading(one, *columns.get(one, Column("", ""))) for one in shown]
    return Table(name, title, headings, [[cell(row[one]) for one in shown] for row in frame.to_dict("records")])


def _by_metric(name: str, title: str, frame: pd.DataFrame, columns: Columns, about: Sequence[str], note: str) -> Table:
    """Return a row for all that ``about`` says alike, and a column for each measure; of several values the last.

    What ``about`` says of all rows alike is said once, in the note.
    """
    rows = frame[~frame["metric"].str.fullmatch(r"class_\d")]
    if "features" in about:  # what is measured without features stands beside the first of them
        rows = rows.assign(features=rows["features"].replace("pixels", rows["features"].iloc[0]))
    alike = [one for one in about[1:] if rows[one].nunique(dropna=False) == 1]
    note = " ".join([note, *(f"{one.capitalize()}: {rows[one].iloc[0]}." for one in alike)])
    about = [one for one in about if one not in alike]
    found: dict[tuple[Any, ...], dict[str, Cell]] = {}
    for row in rows.to_dict("records"):
        words = written(row["value"], row["low"], row["high"])
        # Through a cell, since NaN is not itself.
        key = tuple(cell(row[one]) for one in about)
        found.setdefault(key, {})[row["metric"]] = Cell(words, row["value"]) if words != "nan" else Cell(MISSING)
    metrics = list(dict.fromkeys(rows["metric"]))
    said = dict(line.split(": ", 1) for line in columns["metric"].description.splitlines() if ": " in line)
    headings = [
        *(Heading(one, *columns[one]) for one in about),
        *(Heading(one, "", said.get(one, "")) for one in metrics),
    ]
    cells = [[*key, *(values.get(metric, Cell(MISSING)) for metric in metrics)] for key, values in found.items()]
    return Table(name, title, headings, cells, note)


SHOWN: Mapping[str, Callable[[str, pd.DataFrame, Columns], Iterator[Table]]] = {
    "scores": _scores,
    "ruler": _ruler,
    "losses": _losses,
    "latents": _latents,
    "networks": _plain("Networks"),
    "ks_crossings": _plain("When pixels pass for Gaussian"),
    "discretisation": _plain("What few sampling steps leave undone", "function"),
    "classifier": _plain("The digit classifier"),
    "settings": _settings,
}
