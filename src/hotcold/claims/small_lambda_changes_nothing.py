"""Small λ change nothing, large ones ruin, 0.01 is best (figure 16).

From the same garments, published reading, noise on the start alone; by seed. Small, up to 0.005: at most 5 % of samples
change class. Ruined, at 0.25 and 0.5: less than half as many lie within the manifold of real digits as without noise.
Best: no other λ gives a greater share of changed class times the share within the manifold. Refuted if one of the first
two is; if both hold, confirmed if 0.01 gives more than every other, corrected if another gives more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import SHARE, by_seed, difference, mean
from hotcold.claims.parts.margins import IDENTICAL
from hotcold.claims.parts.reading import of_experiment
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Small λ change nothing, large λ ruin the samples, and 0.01 is best."
WHERE = "2.4.2, fig 16"
PUBLISHED = "λ = 0.01"
FACTOR = "λ"
NEEDS = ["settings", "latents"]

BEST, RUINS = 0.01, 0.25  # and above
SMALL = 0.005  # and below
LEFT = 0.5  # of the share within the manifold; less is ruin


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from changed classes and the share within the manifold, by λ."""
    evidence = Evidence(tables)
    experiment = evidence.experiment("perturbed", "start")
    start = _sweep(evidence, experiment)
    try:
        beside = str(_level(_sweep(evidence, evidence.experiment("perturbed", "throughout"))))
    except UndecidedError as error:
        beside = f"not known ({error})"
    why = f"{_told(start)}; with noise on the garment throughout the claim is {beside}"
    why += f"{of_experiment(evidence, experiment)}."
    small = max(start.small)
    changed = mean(start.changed[small], SHARE).times(100)
    return verdict(_level(start), changed, why, f"% changed class at λ = {small:g}; nothing is up to {IDENTICAL:.0%}")


@dataclass(frozen=True)
class _Sweep:
    """Shares by λ and seed: of changed class, and within the manifold (there without noise too)."""

    changed: dict[float, pd.DataFrame]
    within: dict[float, pd.DataFrame]

    @property
    def small(self) -> list[float]:
        return [x for x in self.changed if x <= SMALL]

    @property
    def large(self) -> list[float]:
        return [x for x in self.changed if x >= RUINS]

    def new(self, x: float) -> pd.DataFrame:
        """Return the share of new digits, as if the two shares were independent."""
        return by_seed(self.changed[x]["value"] * self.within[x]["value"])


def _sweep(evidence: Evidence, experiment: str) -> _Sweep:
    rows = evidence.table("latents")
    levels = sorted(float(x) for x in rows[rows["experiment"] == experiment]["level"].dropna().unique() if x > 0)
    found = _Sweep(
        {x: evidence.latents(experiment, "class_changed", x) for x in levels},
        {x: evidence.latents(experiment, "manifold_share", x) for x in (0, *levels)},
    )
    if not (found.small and found.large and BEST in levels):
        raise UndecidedError(f"{experiment}: a small λ, {BEST:g} or a large one is missing")
    return found


def _level(sweep: _Sweep) -> Level:
    ruin = {x: difference(sweep.within[x], LEFT * sweep.within[0]) for x in sweep.large}
    level: Level = both(
        *(inside(mean(sweep.changed[x], SHARE), high=IDENTICAL) for x in sweep.small),
        *(inside(interval, high=0) for interval in ruin.values()),
    )
    if level != "confirmed":
        return level
    best = both(*(inside(difference(sweep.new(BEST), sweep.new(x)), low=0) for x in sweep.changed if x != BEST))
    return "corrected" if best == "refuted" else best


def _told(sweep: _Sweep) -> str:
    changed = {x: mean(sweep.changed[x], SHARE).times(100).text("%") for x in (sweep.small[-1], BEST)}
    within = {x: mean(sweep.within[x], SHARE).times(100).text("%") for x in (0, sweep.large[0])}
    best = max(sweep.changed, key=lambda x: sweep.new(x)["value"].mean())
    of_classes, of_digits = (" and ".join(f"{text} at {x:g}" for x, text in of.items()) for of in (changed, within))
    few = "; few are digits even without noise, and of others a class says little"
    return (
        f"at λ, {of_classes} change class; {of_digits} lie within the manifold"
        f"{few * bool(mean(sweep.within[0]).value < LEFT)}; new digits, of another class and within the manifold, are"
        f" most at {best:g} if the two are independent"
    )
