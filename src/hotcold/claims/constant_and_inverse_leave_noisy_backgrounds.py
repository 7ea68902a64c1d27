"""Constant and inverse linear leave noisy backgrounds (figure 5).

Ink in the margin, where digits have none, paired by seed. Confirmed if both have more than each of linear and cosine,
and more than real digits; refuted if one has less. Says where the number of steps may make the difference.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import mean
from hotcold.claims.parts.pairs import all_higher
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Constant and inverse linear leave noisy backgrounds."
WHERE = "1.2.2, fig 5"
PUBLISHED = "noisy"
FACTOR = "schedule"
NEEDS = ["settings", "scores", "ruler", "discretisation"]

NOISY, CLEAN = ["constant", "inverse_linear"], ["linear", "cosine"]
METRIC = "margin_ink"


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the ink in the margin of the samples, beside that of real digits."""
    evidence = Evidence(tables)
    runs = evidence.finest("gaussian", [*NOISY, *CLEAN], "cnn")
    noisy, clean = ({name: runs[name] for name in names} for names in (NOISY, CLEAN))
    evidence.check_comparable([*runs.values()], "schedule")
    ink, real = {name: evidence.scores(run, METRIC) for name, run in runs.items()}, evidence.real(METRIC)
    than_others = all_higher(ink, NOISY, CLEAN)
    least = real["high"] if real["high"] == real["high"] else real["value"]
    than_real = [inside(mean(ink[name]), low=float(least)) for name in NOISY]
    why = (
        f"grey level in the margin: {than_others.text}; real digits {real['value']:.3g}"
        f"{discretisation(evidence, noisy, clean)}."
    )
    return verdict(
        both(than_others.level, *than_real), than_others.interval, why, f"grey levels of 255, {than_others.of}"
    )
