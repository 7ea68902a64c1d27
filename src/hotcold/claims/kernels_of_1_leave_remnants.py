"""1×1 kernels leave remnants of garments, and kernels above 3×3 gain little (section 2.2.2).

UNets of kernels 1, 3 and 5, morphing with linear, paired by seed. Confirmed if samples of kernel 1 correlate more with
their start image than those of 3, beyond chance, and kernel 5 gains less than 10 % of FID over 3; refuted if one of
the two lies where that excludes.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import difference, of_shared_seeds, relative
from hotcold.claims.parts.margins import MARGINAL
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.reading import one_reading
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "1×1 kernels leave remnants of garments; above 3×3 little is gained."
WHERE = "2.2.2"
PUBLISHED = "remnants; marginal"
FACTOR = "kernel size"
NEEDS = ["settings", "scores"]

NETWORKS = {1: "unet_kernel1", 3: "unet", 5: "unet_kernel5"}


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the correlation with the start image, and FID."""
    evidence = Evidence(tables)
    runs = {size: evidence.run("morph", "linear", network) for size, network in NETWORKS.items()}
    evidence.check_comparable([*runs.values()], "kernel size")
    fid = of_shared_seeds({size: evidence.scores(run, "fid") for size, run in runs.items()})
    kept = {size: evidence.scores(run, "start_remnant") for size, run in runs.items()}
    more = difference(kept[1], kept[3])
    gain = relative(fid[5], fid[3]).times(-100)
    level = both(inside(more, low=0), inside(gain, high=100 * MARGINAL))
    means = ", ".join(f"{size}×{size} {number(values['value'].mean())}" for size, values in fid.items())
    why = (
        f"correlation with the start image beyond chance grows by {more.text()} from 3×3 to 1×1; FID of the seeds that"
        f" all have: {means}; 5×5 gains {gain.text('%')} over 3×3{one_reading(evidence, runs.values())}."
    )
    if inside(more, low=0) == "confirmed" and level != "confirmed":
        return verdict(level, gain, why, f"% lower FID with 5×5; little is below {MARGINAL:.0%}")
    return verdict(level, more, why, "correlation, 1×1 − 3×3")
