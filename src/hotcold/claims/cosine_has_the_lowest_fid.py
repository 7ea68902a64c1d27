"""The cosine schedule has the lowest FID of the four (figure 6).

Confirmed if the paired difference of every other schedule to cosine lies above 0; refuted if one lies below 0. Says
where the number of steps may make the difference.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.pairs import all_higher
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Of the four schedules, cosine has the lowest FID."
WHERE = "1.2.2, fig 6"
PUBLISHED = "lowest"
FACTOR = "schedule"
NEEDS = ["settings", "scores", "discretisation"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from paired differences of FID to each other schedule."""
    evidence, names = Evidence(tables), ["linear", "constant", "inverse_linear"]
    runs = evidence.finest("gaussian", ["cosine", *names], "cnn")
    evidence.check_comparable([*runs.values()], "schedule")
    fid = {schedule: evidence.scores(run, "fid") for schedule, run in runs.items()}
    found = all_higher(fid, names, ["cosine"])
    cosine, others = ({name: runs[name] for name in some} for some in (["cosine"], names))
    why = f"FID: {found.text}{discretisation(evidence, cosine, others)}."
    return verdict(found.level, found.interval, why, f"FID, {found.of}")
