"""Morphing: linear and cosine end at a similar FID (figure 12).

The relative difference of the UNet's FID, paired by seed. Confirmed if its interval lies within ±20 %, refuted if it
lies beyond.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import Interval, relative
from hotcold.claims.parts.margins import SIMILAR
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Morphing: linear and cosine end at a similar FID."
WHERE = "2.3, fig 12"
PUBLISHED = "similar"
FACTOR = "schedule"
NEEDS = ["settings", "scores", "discretisation"]

SCHEDULES = ["linear", "cosine"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the relative difference of FID."""
    evidence = Evidence(tables)
    usual, runs = (of("morph", SCHEDULES, "unet") for of in (evidence.runs, evidence.finest))
    evidence.check_comparable([*runs.values()], "schedule")
    found = _difference(evidence, runs.values())
    means = ", ".join(f"{name} {number(evidence.scores(run, 'fid')['value'].mean())}" for name, run in runs.items())
    why = f"FID: {means}; cosine's differs from linear's by {found.text('%')}; similar is within {SIMILAR:.0%}"
    in_fewer = f" in {evidence.steps(usual.values())} steps"
    if usual != runs:
        why += f";{in_fewer} it differs by {_difference(evidence, usual.values()).text('%')}"
    if read := evidence.read_otherwise(SCHEDULES, runs, usual):
        beside, others = read
        reading = f"{evidence.setting(others[0], 'sampler.options.reading')}{'' if beside == runs else in_fewer}"
        why += f"; with {reading} it differs by {_difference(evidence, others).beside(found, '%')}"
    level = inside(found, -100 * SIMILAR, 100 * SIMILAR)
    return verdict(
        level,
        found,
        f"{why}{discretisation(evidence, runs)}.",
        f"% higher FID with cosine; similar is within {SIMILAR:.0%}",
    )


def _difference(evidence: Evidence, runs: Iterable[str]) -> Interval:
    """Return by how many per cent the FID of the second of two runs is higher."""
    linear, cosine = (evidence.scores(run, "fid") for run in runs)
    return relative(cosine, linear).times(100)
