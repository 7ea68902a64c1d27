"""Morphing: cosine reaches a sizably lower loss than linear (figure 12).

Validation loss of the UNet after the last epoch, paired by seed; sizable is 10 % or more. Refuted if the gain lies
below 10 %. If it lies above: confirmed if at equal SNR it does too, corrected if there it lies below, because the
schedule's choice of SNRs makes the gain and not the network.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import relative
from hotcold.claims.parts.margins import MARGINAL
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.snr import relative_at_equal_snr
from hotcold.claims.parts.verdict import Level, Verdict

STATEMENT = "Morphing: cosine reaches a sizably lower loss than linear."
WHERE = "2.3, fig 12"
PUBLISHED = "sizably lower"
FACTOR = "schedule"
NEEDS = ["settings", "losses", "losses_by_t"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the relative difference of the validation loss, as it is and at equal SNR."""
    evidence = Evidence(tables)
    runs = evidence.runs("morph", ["linear", "cosine"], "unet")
    evidence.check_comparable([*runs.values()], "schedule")
    losses = {schedule: evidence.last_loss(run) for schedule, run in runs.items()}
    gain = relative(losses["cosine"], losses["linear"]).times(-100)
    same = relative_at_equal_snr(evidence, runs["cosine"], runs["linear"], "loss_x").times(-100)
    level: Level = inside(gain, low=100 * MARGINAL)
    if level == "confirmed":
        at_equal_snr = inside(same, low=100 * MARGINAL)
        level = "corrected" if at_equal_snr == "refuted" else at_equal_snr
    means = ", ".join(f"{schedule} {number(values['value'].mean())}" for schedule, values in losses.items())
    why = (
        f"{means}: cosine's is lower by {gain.text('%')}, at equal SNR by {same.text('%')}; sizable is {MARGINAL:.0%}."
    )
    return verdict(level, gain, why, f"% lower loss; sizable is {MARGINAL:.0%}")
