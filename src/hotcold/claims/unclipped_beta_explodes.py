"""With beta clipped at 0.999 alone, pixels explode near t = T (section 1.2.1).

The farthest pixel on the way down, x0_hat not clipped, beside that with beta clipped at 0.1, paired by seed. Confirmed
if it reaches 10 times as far, refuted if not twice, corrected if between: it grows and does not explode.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import by_seed, relative
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "With cosine's beta clipped at 0.999 in place of 0.1, pixels explode near t = T."
WHERE = "1.2.1"
PUBLISHED = "explode"
FACTOR = "clip"
NEEDS = ["settings", "ranges", "scores"]

EXPLODES, GROWS = 10, 2  # times as far


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the ranges of z_t of two runs that differ in the clip of beta."""
    evidence = Evidence(tables)
    free, clipped = _run(evidence, 0.999), _run(evidence, 0.1)
    evidence.check_comparable([free, clipped], "clip")
    farthest, images = {run: _farthest(evidence, run) for run in (free, clipped)}, _images(evidence, free)
    times = relative(farthest[free], farthest[clipped]).map(lambda ratio: 1 + ratio)
    level: Level = inside(times, low=EXPLODES)
    if level == "refuted" and (grows := inside(times, low=GROWS)) != "refuted":
        level = "corrected" if grows == "confirmed" else "undecided"
    fid = relative(evidence.scores(free, "fid"), evidence.scores(clipped, "fid")).times(100)
    why = (
        f"the farthest pixel of {images} images a seed reaches {times.text()} times as far as with beta clipped at 0.1"
        f" (x0_hat not clipped; explosion is {EXPLODES} times, growth {GROWS}); FID rises by {fid.text('%')}."
    )
    return verdict(level, times, why, f"times as far as with 0.1, x0_hat not clipped, {images} images a seed")


def _run(evidence: Evidence, max_beta: float) -> str:
    """Return the Gaussian run of the CNN with that clip of beta whose sampler does not clip x0_hat."""
    wanted = {
        "degradation": "gaussian",
        "network": "cnn",
        "schedule.function": "cosine",
        "schedule.options.max_beta": max_beta,
        "sampler.clip_x0": False,
    }
    runs = evidence.table("settings")["run"].unique()
    found = [str(run) for run in runs if all(evidence.setting(run, name) == it for name, it in wanted.items())]
    if len(found) != 1:
        raise UndecidedError(
            f"this study has {len(found) or 'no'} Gaussian run{'s' * (len(found) > 1)} with beta clipped at {max_beta}"
            " and x0_hat not clipped"
        )
    return found[0]


def _images(evidence: Evidence, run: str) -> int:
    """Return of how many images of a seed the ranges are."""
    rows = evidence.table("ranges")
    return int(rows[rows["run"] == run]["n"].min())


def _farthest(evidence: Evidence, run: str) -> pd.DataFrame:
    """Return the greatest absolute pixel on the way down, by seed."""
    rows = evidence.table("ranges")
    rows = rows[rows["run"] == run]
    if rows.empty or rows["clipped"].any():
        raise UndecidedError(f"no ranges of {run} without a clip of x0_hat")
    rows = rows[rows["weights"] == evidence.weights(run, rows)]
    if not np.isfinite(rows[["low", "high"]]).all().all():
        raise UndecidedError(f"ranges of {run}: not a number at some t")
    return by_seed(rows.assign(far=rows[["low", "high"]].abs().max(axis=1)).groupby("seed")["far"].max())
