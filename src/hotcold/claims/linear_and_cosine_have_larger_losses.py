"""The losses of linear and cosine are larger than those of constant and inverse linear (figure 3).

Validation loss after the last epoch, paired by seed. Confirmed if each of the first two exceeds each of the others by
an interval above 0, refuted if one lies below. The loss at equal SNR says whether the networks differ or only how often
a schedule asks each SNR.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.pairs import all_higher
from hotcold.claims.parts.snr import relative_at_equal_snr
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "The losses of linear and cosine are larger than those of constant and inverse linear."
WHERE = "1.2.2, fig 3"
PUBLISHED = "larger"
FACTOR = "schedule"
NEEDS = ["settings", "losses", "losses_by_t"]

HIGHER, LOWER = ["linear", "cosine"], ["constant", "inverse_linear"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from paired differences of the validation loss."""
    evidence = Evidence(tables)
    runs = evidence.runs("gaussian", [*HIGHER, *LOWER], "cnn")
    evidence.check_comparable([*runs.values()], "schedule")
    found = all_higher({name: evidence.last_loss(run) for name, run in runs.items()}, HIGHER, LOWER)
    same = relative_at_equal_snr(evidence, runs["linear"], runs["constant"], "loss_eps").times(100)
    why = f"{found.text}; at equal SNR linear's differs from constant's by {same.text('%')}."
    return verdict(found.level, found.interval, why, f"loss, {found.of}")
