"""What is said of a claim, and the reasons why nothing can be."""

from dataclasses import dataclass
from math import nan
from typing import Literal

Level = Literal["confirmed", "corrected", "refuted", "undecided", "not comparable"]


@dataclass(frozen=True)
class Verdict:
    """A verdict on a claim.

    Attributes:
        verdict: confirmed, the interval lies where the claim says; refuted, where the claim excludes; corrected, the
            direction holds and the printed number does not, or it has another cause; undecided, the interval reaches
            both; not comparable, more differs than the factor that the claim is about.
        why: one sentence with the numbers.
        value: what it rests on.
        low: lower end of its 95 % interval: over seeds; over images with fewer than 3 seeds; the value itself where it
            is exact.
        high: upper end.
        unit: of these three; empty for plain numbers.
        seeds: number of seeds; 0 where none is needed.
        scale: of the study, e.g. `laptop scale`; `exact` where nothing was trained.

    """

    verdict: Level
    why: str
    value: float = nan
    low: float = nan
    high: float = nan
    unit: str = ""
    seeds: int = 0
    scale: str = ""


class UndecidedError(Exception):
    """The tables lack what a claim needs; the message says what."""


class NotComparableError(Exception):
    """Two runs differ in more than the factor; the message says in what."""
