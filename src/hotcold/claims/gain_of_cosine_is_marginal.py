"""Cosine's gain over linear is marginal (section 1.3, which calls the same difference sizable).

The gain is 1 − FID of cosine / FID of linear, paired by seed. Confirmed if its interval lies within ±10 %, refuted if
it lies beyond. Says where the number of steps may make the difference.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import relative
from hotcold.claims.parts.margins import MARGINAL
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Cosine's gain over linear in FID is marginal."
WHERE = "1.3"
PUBLISHED = "marginal, and sizable"
FACTOR = "schedule"
NEEDS = ["settings", "scores", "discretisation"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the relative difference of FID."""
    evidence = Evidence(tables)
    runs = evidence.finest("gaussian", ["linear", "cosine"], "cnn")
    evidence.check_comparable([*runs.values()], "schedule")
    fid = {schedule: evidence.scores(run, "fid") for schedule, run in runs.items()}
    gain = relative(fid["cosine"], fid["linear"]).times(-100)
    level = inside(gain, -100 * MARGINAL, 100 * MARGINAL)
    means = ", ".join(f"{schedule} {number(values['value'].mean())}" for schedule, values in fid.items())
    why = f"FID: {means}; cosine gains {gain.text('%')}; marginal is below {MARGINAL:.0%}"
    return verdict(
        level, gain, f"{why}{discretisation(evidence, runs)}.", f"% lower FID; marginal is below {MARGINAL:.0%}"
    )
