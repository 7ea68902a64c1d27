"""The improved sampling is better than the naive one where a degradation is smooth.

FID of samples by Algorithm 1 with fixed z beside naive ones, which degrade the restored image anew at every step, of
every degradation that is smooth in t and paired by seed. Confirmed if it is lower for each, refuted if it is higher for
one. What changes in jumps is told beside.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold import plugins
from hotcold.claims.parts.decisions import Part, inside
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.family import BY_ALGORITHM_1, everywhere, pairs
from hotcold.claims.parts.intervals import relative
from hotcold.claims.parts.verdict import UndecidedError, Verdict

STATEMENT = "Improved sampling (Algorithm 1 of the report) is better than naive where a degradation is smooth."
WHERE = "Bansal 2022"
PUBLISHED = "lower FID"
FACTOR = "sampler"
NEEDS = ["settings", "scores"]
SOURCE = "cold diffusion"


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the FID by either sampler."""
    evidence = Evidence(tables)
    smooth, told = [], "against naive sampling"
    for name, (run, naive) in pairs(evidence, BY_ALGORITHM_1, {"sampler.function": "naive"}, "sampler").items():
        fid = relative(evidence.scores(run, "fid"), evidence.scores(naive, "fid")).times(100)
        if _in_jumps(str(evidence.setting(run, "degradation.function"))):
            told += f"; {name}, which goes in jumps: {fid.text('%')}"
        else:
            smooth.append(Part(inside(fid, high=0), fid, f"{name}: FID {fid.text('%')}", f"% FID, {name}"))
    if not smooth:
        raise UndecidedError("this study samples no smooth degradation by both")
    return everywhere(smooth, f"{told}.")


def _in_jumps(degradation: str) -> bool:
    """Return whether a degradation says so; tables may hold one that this checkout lacks."""
    known = degradation in plugins.names("degradations")
    return known and plugins.constant("degradations", degradation, "SMOOTH") is False
