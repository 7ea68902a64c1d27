"""Linear and cosine capture the shapes of digits sooner than constant and inverse linear (figures 4 and 5).

Precision and KID at the checkpoint after about a fifth of the training, paired by seed: both fair at its number of
images. Confirmed if each of the first two has more precision and less KID than each of the others, refuted if one has
less precision or more KID.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.pairs import all_higher
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Linear and cosine capture the shapes of digits sooner than constant and inverse linear."
WHERE = "1.2.2, figs 4, 5"
PUBLISHED = "faster; epoch 10"
FACTOR = "schedule"
NEEDS = ["settings", "scores", "discretisation"]

SOONER, LATER = ["linear", "cosine"], ["constant", "inverse_linear"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from precision and KID at a fifth of the training."""
    evidence = Evidence(tables)
    runs = evidence.finest("gaussian", [*SOONER, *LATER], "cnn")
    sooner, later = ({name: runs[name] for name in names} for names in (SOONER, LATER))
    evidence.check_comparable([*runs.values()], "schedule")
    precision, kid = (
        {schedule: evidence.scores(run, metric, early=True) for schedule, run in runs.items()}
        for metric in ("precision", "kid")
    )
    shapes, distance = all_higher(precision, SOONER, LATER), all_higher(kid, LATER, SOONER)
    n = evidence.setting(runs["linear"], "sampling.checkpoint_images", "some")
    why = f"after about a fifth of the training, by {n} samples, precision: {shapes.text}; KID: {distance.text}"
    why += f"{discretisation(evidence, sooner, later, early=True)}."
    return verdict(both(shapes.level, distance.level), shapes.interval, why, f"precision, {shapes.of}")
