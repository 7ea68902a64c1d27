"""How a figure says what was found: what is seen, then the verdicts that carry a conclusion, or what forbids one."""

import re
import textwrap
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from matplotlib.figure import Figure

from hotcold.claims.parts.notation import written
from hotcold.claims.parts.verdict import Verdict

CHARACTERS = 14.5  # of a title, an inch
LINES = 3  # of a title, at most
SIZE, SMALL, LINE = 7.0, 18.0, 0.135  # of a caption: points, characters an inch, inches a line
# Okabe and Ito's palette again; told apart by the colour-blind, and by their words.
COLOURS = {
    "confirmed": "#009E73",
    "corrected": "#0072B2",
    "refuted": "#D55E00",
    "undecided": "#7F7F7F",
    "not comparable": "#CC79A7",
}


@dataclass(frozen=True, kw_only=True)
class Judged(Verdict):
    """A claim and its verdict: a row of the table claims."""

    claim: str
    statement: str
    where: str
    factor: str
    published: str


def judged(row: Mapping[Hashable, Any]) -> Judged:
    """Return a row of the table claims as one object."""
    return Judged(**{field.name: row[field.name] for field in fields(Judged)})


def found(one: Judged) -> str:
    """Return a verdict's value with its interval, unit and seeds; its reason where it has no value."""
    seeds = f"{one.seeds:.0f} seed{'' if one.seeds == 1 else 's'}" if one.seeds else ""
    if one.value != one.value:  # NaN
        return one.why
    return ", ".join(filter(None, [written(one.value, one.low, one.high, one.unit), seeds]))


def entitle(figure: Figure, seen: str, claims: Iterable[Judged] = (), caveat: str = "", beside: str = "") -> None:
    """Give a figure its title: what is seen, a line a part, and the verdicts, or why its runs carry none.

    What does not fit in `LINES` is a caption below it, for which the figure grows; ``beside`` always is.
    """
    said = [f"“{one.statement}” {one.verdict.capitalize()}, {one.scale}: {found(one)}" for one in claims]
    width = int(figure.get_figwidth() * CHARACTERS)
    last = wrapped(caveat, width) if caveat else []
    title, caption = wrapped(seen, width)[: LINES - len(last)], [beside] if beside else []
    parts = [*seen.split("\n"), *([] if caveat else said)]
    fitting = [k for k in range(1, len(parts) + 1) if _lines(parts[:k], width) + len(last) <= LINES]
    if fitting:
        title = [line for part in parts[: fitting[-1]] for line in wrapped(part, width)]
        caption = [*parts[fitting[-1] :], *caption]
    else:
        caption = [" ".join(wrapped(parts[0], width)[len(title) :]), *parts[1:], *caption]
    figure.suptitle("\n".join([*title, *last]))
    if caption:
        lines = [line for part in caption for line in wrapped(part, int(figure.get_figwidth() * SMALL))]
        figure.set_figheight(figure.get_figheight() + len(lines) * LINE)
        figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=SIZE)


def _lines(parts: Sequence[str], width: int) -> int:
    return sum(len(wrapped(part, width)) for part in parts)


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in as few lines of at most so many characters as there can be, of about the same length.

    Intervals, ``[low, high]``, with the per cent behind them, and ``name = value`` stay in one line.
    """
    kept = re.sub(r"\[[^\]]*\]( %)?|\S+ = \S+", lambda one: one[0].replace(" ", "\xa0"), text)

    def lines(width: int) -> list[str]:
        return textwrap.wrap(kept, width, break_long_words=False, break_on_hyphens=False) or [""]

    fewest = len(lines(width))
    narrowest = next(narrow for narrow in range(1, width + 1) if len(lines(narrow)) == fewest)
    return [line.replace("\xa0", " ") for line in lines(narrowest)]
