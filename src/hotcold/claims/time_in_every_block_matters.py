"""Time in every block matters (section 2.2.1).

FID of a UNet that is told the time in its first block alone, relative to one that is told in every block, morphing
with linear, paired by seed. Confirmed if it is higher by more than 10 %, refuted if by less.
"""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import Interval, of_shared_seeds, relative
from hotcold.claims.parts.margins import MARGINAL
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.reading import both_readings
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
    fid, worse = _measured(evidence, runs)
    every, first = (number(fid[blocks]["value"].mean()) for blocks in ("every", "first"))
    why = (
        f"FID of the seeds that both have: {every} in every block, {first} in the first alone, higher by"
        f" {worse.text('%')}; below {MARGINAL:.0%} is marginal"
        f"{both_readings(evidence, runs, partial(_told, evidence))}."
    )
    return verdict(
        inside(worse, low=100 * MARGINAL),
        worse,
        why,
        f"% higher FID with the first alone; marginal is below {MARGINAL:.0%}",
    )


def _measured(evidence: Evidence, runs: Mapping[str, str]) -> tuple[dict[str, pd.DataFrame], Interval]:
    """Return FID by where the time enters, and by how many per cent it is higher with the first block alone."""
    fid = of_shared_seeds({blocks: evidence.scores(run, "fid") for blocks, run in runs.items()})
    return fid, relative(fid["first"], fid["every"]).times(100)


def _told(evidence: Evidence, runs: Mapping[str, str]) -> str:
    return f"it is higher by {_measured(evidence, runs)[1].text('%')}"
