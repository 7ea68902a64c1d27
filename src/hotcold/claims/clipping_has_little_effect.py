"""Clipping cosine's beta at 0.1 touches 10 steps and has little effect (section 1.2.1).

Exact: no seeds. Confirmed if 10 steps are clipped and alpha_bar moves by less than 0.01 at every step; corrected if
alpha_bar moves as little and another number is clipped; refuted if it moves by more.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.steps import check_timesteps
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Clipping cosine's beta at 0.1 touches only the last 10 steps and has little effect."
WHERE = "1.2.1"
PUBLISHED = "10 steps"
FACTOR = "clip"
NEEDS = ["schedules"]

STEPS = 10
LITTLE = 0.01  # of alpha_bar, which is 1 at the clean image
OFFSET = 0.008  # the schedule's s


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the schedule's table, beside the closed form without a clip."""
    rows = Evidence(tables).table("schedules")
    rows = rows[rows["schedule"] == "cosine"].sort_values("t")
    beta, alpha_bar = rows["beta"].to_numpy()[1:], rows["alpha_bar"].to_numpy()
    if len(beta) == 0 or not (np.isfinite(beta).all() and np.isfinite(alpha_bar).all()):
        raise UndecidedError("the cosine schedule has steps without a number" if len(beta) else "no cosine schedule")
    check_timesteps(len(beta))
    free = _alpha_bar(len(beta))
    free_beta = 1 - free[1:] / free[:-1]
    clipped = int((free_beta > beta + 1e-9).sum())
    if not np.allclose(np.minimum(free_beta, beta.max()), beta, atol=1e-6):
        raise UndecidedError(f"the study's cosine schedule has another s than {OFFSET}")
    moved = float(np.abs(alpha_bar - free).max())
    level: Level = "refuted" if moved > LITTLE else "confirmed" if clipped == STEPS else "corrected"
    first = f" (t >= {len(beta) - clipped + 1})" if clipped else ""
    why = (
        f"beta is clipped at {clipped} steps{first}; alpha_bar moves by {moved:.2g} at most and ends at"
        f" {alpha_bar[-1]:.3g} in place of 0."
    )
    return Verdict(level, why, clipped, clipped, clipped, "steps")


def _alpha_bar(timesteps: int) -> NDArray[np.float64]:
    """Return alpha_bar of the cosine schedule without a clip, from t = 0 on."""
    f = np.cos((np.arange(timesteps + 1) / timesteps + OFFSET) / (1 + OFFSET) * np.pi / 2) ** 2
    alpha_bar: NDArray[np.float64] = f / f[0]
    return alpha_bar
