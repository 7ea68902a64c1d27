"""From intervals and margins to verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from hotcold.claims.parts.intervals import FEWEST_SEEDS, Interval
from hotcold.claims.parts.verdict import Level, Verdict


@dataclass(frozen=True)
class Part:
    """A part of a claim: what was found of it, in words, and what that says.

    Attributes:
        level: what it says.
        interval: of the number that was found.
        text: the number in words.
        of: what it is a difference of.

    """

    level: Level
    interval: Interval
    text: str
    of: str = ""


def inside(interval: Interval, low: float = -inf, high: float = inf) -> Level:
    """Return whether an interval over seeds lies between two margins (confirmed), or beyond one of them (refuted)."""
    if not interval.over_seeds:
        return "undecided"
    if interval.low > low and interval.high < high:
        return "confirmed"
    return "refuted" if interval.high < low or interval.low > high else "undecided"


def both(*levels: Level) -> Level:
    """Return what holds of a claim that says several things at once: refuted with one of them, confirmed with all."""
    if "refuted" in levels:
        return "refuted"
    return "confirmed" if set(levels) == {"confirmed"} else "undecided"


def verdict(level: Level, interval: Interval, why: str, unit: str = "") -> Verdict:
    """Return a verdict on an interval over seeds; too few seeds leave it undecided, and are named first."""
    if not interval.over_seeds:
        level, why = "undecided", f"{few_seeds(interval.seeds)}: {why}"
    return Verdict(level, why, interval.value, interval.low, interval.high, unit, interval.seeds)


def few_seeds(seeds: int) -> str:
    """Return in words that so many seeds decide nothing."""
    return f"{seeds} seed{'' if seeds == 1 else 's'} ({FEWEST_SEEDS} are needed; intervals over images only)"


def weakest(parts: Sequence[Part]) -> Part:
    """Return the part that decides: a refuted one, else an undecided one, else the one nearest to its margin."""
    order = {"refuted": 0, "undecided": 1}
    return min(parts, key=lambda part: order.get(part.level, 2))
