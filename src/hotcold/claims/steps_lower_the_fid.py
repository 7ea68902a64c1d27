"""Restoring step by step gives the lower FID, restoring at once the lower error.

Wholly degraded test digits, restored by Algorithm 1 and at once, of every degradation that ends in itself and paired by
seed. Confirmed if for each the FID is lower and the RMSE higher step by step, refuted if for one of them either is the
other way round.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import Part, inside
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.family import BY_ALGORITHM_1, FROM_DIGITS, everywhere, pairs
from hotcold.claims.parts.intervals import difference, relative
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Restoring step by step gives a lower FID than restoring at once, which errs less."
WHERE = "Bansal 2022"
PUBLISHED = "lower FID, higher RMSE"
FACTOR = "sampler"
NEEDS = ["settings", "scores", "restoration"]
SOURCE = "cold diffusion"

NOT_BY_STEPS = ("degraded", "direct")


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from FID and RMSE of digits restored step by step and at once."""
    evidence = Evidence(tables)
    at_once = {**FROM_DIGITS, "sampler.function": "direct"}
    found = pairs(evidence, FROM_DIGITS | BY_ALGORITHM_1, at_once, "sampler", "steps")
    parts = []
    for name, (run, direct) in found.items():
        fid = relative(evidence.scores(run, "fid"), evidence.scores(direct, "fid")).times(100)
        error = difference(*(_error(evidence, run, at_once) for at_once in (False, True)))
        parts += [
            Part(inside(fid, high=0), fid, f"{name}: FID {fid.text('%')}", f"% FID by steps, {name}"),
            Part(inside(error, low=0), error, f"RMSE {error.text()}", f"of the pixel range more RMSE, {name}"),
        ]
    return everywhere(parts, "all against restoring at once.")


def _error(evidence: Evidence, run: str, at_once: bool) -> pd.DataFrame:
    """Return the RMSE of wholly degraded digits that are restored, by seed."""
    rows = evidence.table("restoration")
    by_steps = [name for name in rows[rows["run"] == run]["method"].unique() if name not in NOT_BY_STEPS]
    method = "direct" if at_once or not by_steps else str(by_steps[0])
    return evidence.restoration(run, "rmse", t=evidence.setting(run, "timesteps"), method=method)
