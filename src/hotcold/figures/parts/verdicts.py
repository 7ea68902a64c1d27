"""How a figure says what was found: what is seen, then the verdicts that carry a conclusion, or what forbids one."""

import textwrap
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from matplotlib.figure import Figure

from hotcold.figures.parts.intervals import written

CHARACTERS = 14.5  # of a title, an inch
# Okabe and Ito's palette again; told apart by the colour-blind, and by their words.
COLOURS = {
    "confirmed": "#009E73",
    "corrected": "#0072B2",
    "refuted": "#D55E00",
    "undecided": "#7F7F7F",
    "not comparable": "#CC79A7",
}


@dataclass(frozen=True)
class Judged:
    """A claim and its verdict: a row of the table claims."""

    claim: str
    statement: str
    where: str
    factor: str
    published: str
    verdict: str
    value: float
    low: float
    high: float
    unit: str
    seeds: int
    scale: str
    why: str


def judged(row: Mapping[Hashable, Any]) -> Judged:
    """Return a row of the table claims as one object."""
    return Judged(**{field.name: row[field.name] for field in fields(Judged)})


def found(one: Judged) -> str:
    """Return a verdict's value with its interval, unit and seeds; its reason where it has no value."""
    seeds = f"{one.seeds:.0f} seed{'' if one.seeds == 1 else 's'}" if one.seeds else ""
    if one.value != one.value:  # NaN
        return one.why
    return ", ".join(filter(None, [f"{written(one.value, one.low, one.high)} {one.unit}".strip(), seeds]))


def entitle(figure: Figure, seen: str, claims: Iterable[Judged] = (), caveat: str = "") -> None:
    """Give a figure its title: what is seen, and under it the verdicts, or why its runs carry none."""
    said = [f"“{one.statement}” {one.verdict.capitalize()}, {one.scale}: {found(one)}" for one in claims]
    lines = [seen, *([caveat] if caveat else said)]
    width = int(figure.get_figwidth() * CHARACTERS)
    figure.suptitle("\n".join(part for line in lines for whole in line.split("\n") for part in wrapped(whole, width)))


def wrapped(text: str, width: int) -> Collection[str]:
    """Return a text in lines of at most so many characters."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
