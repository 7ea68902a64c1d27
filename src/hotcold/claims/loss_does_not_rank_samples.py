"""The loss does not rank the samples of schedules (section 1.2.2).

Spearman's correlation of validation loss and FID over the four schedules, by seed. Confirmed if its interval lies below
0.5, refuted if it lies above.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import CORRELATION, by_seed, mean
from hotcold.claims.parts.margins import RANKS
from hotcold.claims.parts.ranks import rank_correlation
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "The loss is no appropriate basis for comparing schedules: it does not rank their samples."
WHERE = "1.2.2, fig 3"
PUBLISHED = "not appropriate"
FACTOR = "schedule"
NEEDS = ["settings", "losses", "scores", "discretisation"]

SCHEDULES = ["linear", "cosine", "constant", "inverse_linear"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the rank correlation of loss and FID over schedules."""
    evidence = Evidence(tables)
    sampled = evidence.finest("gaussian", SCHEDULES, "cnn")
    runs = evidence.runs("gaussian", SCHEDULES, "cnn")
    evidence.check_comparable([*sampled.values()], "schedule")
    losses = pd.DataFrame({name: evidence.last_loss(run)["value"] for name, run in runs.items()}).dropna()
    fid = pd.DataFrame({name: evidence.scores(run, "fid")["value"] for name, run in sampled.items()}).dropna()
    ranks = rank_correlation(losses, fid)
    found = mean(by_seed(ranks), CORRELATION)
    alike = ", the same for every seed" if len(ranks) > 1 and ranks.nunique() == 1 else ""
    text = f"{found.text()}{alike}; 1 if the loss ranked them, −1 if the wrong way round"
    why = f"loss and FID of the four schedules have a rank correlation of {text}{discretisation(evidence, sampled)}."
    return verdict(inside(found, high=RANKS), found, why, f"rank correlation{alike}")
