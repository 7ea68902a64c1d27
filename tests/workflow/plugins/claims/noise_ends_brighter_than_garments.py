"""Samples that start from noise are brighter than those that start from garments.

Mean brightness of the last samples of both degradations. Confirmed if the difference is above 0, else refuted.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Samples from noise are brighter than samples from garments."
WHERE = "3.2"
PUBLISHED = "brighter"
FACTOR = "degradation"
NEEDS = ["settings", "scores"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the brightness of samples."""
    rows = tables["scores"].query("metric == 'brightness'").sort_values("epoch")
    noise, garments = (rows[rows["degradation"] == name]["value"].iloc[-1] for name in ("gaussian", "morph"))
    difference = float(noise - garments)
    why = f"from noise the mean is {noise:.1f}, from garments {garments:.1f}."
    return Verdict("confirmed" if difference > 0 else "refuted", why, difference, unit="grey levels", seeds=1)
