"""Cosine's gain over linear is marginal (section 1.3, which calls the same difference sizable).

The gain is 1 − FID of cosine / FID of linear, paired by seed. Confirmed if its interval lies within ±10 %, refuted if
it lies beyond. By the runs of most steps; the gain in the usual number stands beside, because fewer steps enlarge it.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import Interval, relative
from hotcold.claims.parts.margins import MARGINAL
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Cosine's gain over linear in FID is marginal."
WHERE = "1.3"
PUBLISHED = "marginal, and sizable"
FACTOR = "schedule"
NEEDS = ["settings", "scores", "discretisation"]

SCHEDULES = ["linear", "cosine"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the relative difference of FID."""
    evidence = Evidence(tables)
    usual, runs = (of("gaussian", SCHEDULES, "cnn") for of in (evidence.runs, evidence.finest))
    evidence.check_comparable([*runs.values()], "schedule")
    fid = {schedule: evidence.scores(run, "fid") for schedule, run in runs.items()}
    gain = _gain(fid)
    level = inside(gain, -100 * MARGINAL, 100 * MARGINAL)
    means = ", ".join(f"{schedule} {number(values['value'].mean())}" for schedule, values in fid.items())
    why = f"FID: {means}; cosine gains {gain.text('%')}; marginal is below {MARGINAL:.0%}"
    if usual != runs:
        in_fewer = _gain({schedule: evidence.scores(run, "fid") for schedule, run in usual.items()})
        why += f"; in {evidence.steps(usual.values())} steps {in_fewer.text('%')}"
    return verdict(
        level, gain, f"{why}{discretisation(evidence, runs)}.", f"% lower FID; marginal is below {MARGINAL:.0%}"
    )


def _gain(fid: Mapping[str, pd.DataFrame]) -> Interval:
    """Return by how many per cent cosine's FID is lower."""
    return relative(fid["cosine"], fid["linear"]).times(-100)
