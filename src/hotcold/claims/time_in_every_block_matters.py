"""Time in every block matters (section 2.2.1).

FID of a UNet that is told the time in its first block alone, relative to one that is told in every block, morphing
with linear, paired by seed. Confirmed if it is higher by more than 10 %, refuted if by less.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import of_shared_seeds, relative
from hotcold.claims.parts.margins import MARGINAL
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.reading import one_reading
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Adding the time to every block, not only the first, matters."
WHERE = "2.2.1"
PUBLISHED = "magnifies"
FACTOR = "time embedding"
NEEDS = ["settings", "scores"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the relative difference of FID."""
    evidence = Evidence(tables)
    runs = {
        "every": evidence.run("morph", "linear", "unet"),
        "first": evidence.run("morph", "linear", "unet_time_first"),
    }
    evidence.check_comparable([*runs.values()], "time embedding")
    fid = of_shared_seeds({blocks: evidence.scores(run, "fid") for blocks, run in runs.items()})
    worse = relative(fid["first"], fid["every"]).times(100)
    every, first = (number(fid[blocks]["value"].mean()) for blocks in ("every", "first"))
    why = (
        f"FID of the seeds that both have: {every} in every block, {first} in the first alone, higher by"
        f" {worse.text('%')}; below {MARGINAL:.0%} is marginal{one_reading(evidence, runs.values())}."
    )
    return verdict(
        inside(worse, low=100 * MARGINAL),
        worse,
        why,
        f"% higher FID with the first alone; marginal is below {MARGINAL:.0%}",
    )
