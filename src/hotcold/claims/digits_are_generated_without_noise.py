"""Generation works without noise.

Digits generated from draws of a Gaussian that is fitted to wholly degraded training digits, without noise on them:
their FID as a factor of that of Gaussian diffusion with the same network and training, paired by seed. Confirmed if for
every degradation it is at most twice as high, refuted if for one it is higher.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import Part, inside
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.family import BY_ALGORITHM_1, everywhere, runs_with
from hotcold.claims.parts.intervals import relative
from hotcold.claims.parts.verdict import UndecidedError, Verdict

STATEMENT = "Digits are generated without noise, whatever the degradation."
WHERE = "Bansal 2022"
PUBLISHED = "works"
FACTOR = "degradation; latent source"
NEEDS = ["settings", "scores"]
SOURCE = "cold diffusion"

WORKS = 2.0  # times the FID of Gaussian diffusion, at most


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the FID of what starts from fitted states, and of what starts from noise."""
    evidence = Evidence(tables)
    parts = []
    for run in runs_with(evidence, {**BY_ALGORITHM_1, "start": "fitted", "start.options.noise": 0}):
        name, schedule, network = (evidence.setting(run, key) for key in ("degradation", "schedule", "network"))
        hot = evidence.run("gaussian", schedule, network)
        evidence.check_comparable([hot, run], "degradation", "latent source")
        factor = relative(evidence.scores(run, "fid"), evidence.scores(hot, "fid")).map(lambda value: value + 1)
        parts.append(Part(inside(factor, high=WORKS), factor, f"{name}: {factor.text()}", f"times the FID, {name}"))
    if not parts:
        raise UndecidedError("this study generates nothing from a fitted distribution without noise")
    return everywhere(parts, f"as factors of the FID of Gaussian noise, at most {WORKS:g}.")
