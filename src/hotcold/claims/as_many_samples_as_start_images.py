"""There are as many samples as start images, and no more (section 2.4.2).

Counted, so that no seeds are needed: different samples among those of different garments, some of them sampled twice.
Confirmed if they are as many as the garments; refuted if more, so that a start gives several; corrected if fewer, so
that several starts give the same.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Only as many different samples can be drawn as there are start images."
WHERE = "2.4.2"
PUBLISHED = "equal"
FACTOR = "none"
NEEDS = ["settings", "latents"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the number of different samples from garments."""
    evidence = Evidence(tables)
    experiment = evidence.experiment("garments")
    rows = evidence.table("latents")
    rows = rows[(rows["experiment"] == experiment) & (rows["metric"] == "distinct")]
    if rows.empty or not np.isfinite(rows["value"]).all():
        raise UndecidedError(f"different samples of the experiment {experiment} were not counted")
    share = rows["value"] / rows["n"]
    level: Level = "refuted" if share.max() > 1 else "corrected" if share.min() < 1 else "confirmed"
    again = {
        "confirmed": "the same start gives the same sample again",
        "refuted": "the same start gives another sample again",
        "corrected": "several starts give the same sample",
    }[level]
    counted = ", ".join(f"{value:.0f} of {n:.0f}" for value, n in zip(rows["value"], rows["n"], strict=True))
    value = float(share.mean())
    why = f"different samples of different garments: {counted}; {again}, to half a grey level of every pixel."
    return Verdict(level, why, value, float(share.min()), float(share.max()), "sample a start", len(rows))
