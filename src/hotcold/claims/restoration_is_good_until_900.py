"""The restoration operator is good up to t of about 900 (figure 13).

The share of digits that direct restoration gives back as their class, morphing with cosine and the UNet, pairs as in
training. Confirmed if at t = 900 and before it lies above 90 %; refuted if it does not even at t = T/2; corrected if it
does up to some t in between.
"""

import itertools
from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import SHARE, Interval, mean
from hotcold.claims.parts.margins import GOOD_RESTORATION
from hotcold.claims.parts.steps import REPORTS_T, check_timesteps
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Restorations are high in quality up to t of about 900."
WHERE = "2.3, fig 13"
PUBLISHED = "t ≈ 900"
FACTOR = "t"
NEEDS = ["settings", "restoration"]

T_GOOD = 900


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the classes recovered at each t of the ladder."""
    evidence = Evidence(tables)
    run = evidence.run("morph", "cosine", "unet")
    check_timesteps(evidence.setting(run, "timesteps", REPORTS_T))
    rows = evidence.table("restoration")
    ladder = sorted(int(t) for t in rows[rows["run"] == run]["t"].unique() if t <= T_GOOD)
    if T_GOOD not in ladder:
        raise UndecidedError(f"digits of {run} are not restored from t = {T_GOOD}")
    digits = rows[(rows["run"] == run) & (rows["metric"] == "class_recovered")]["n"].min()
    share = _shares(evidence, run, ladder)
    error = {t: mean(evidence.restoration(run, "rmse", t=t, method="direct")) for t in ladder}
    levels = {t: inside(share[t], low=GOOD_RESTORATION) for t in ladder}
    good = _good(share)
    level: Level = both(*levels.values())
    half = REPORTS_T / 2
    if level == "refuted" and good and good[-1] >= half:
        level = "corrected"
    elif level == "refuted" and all(levels[t] != "refuted" for t in ladder if t <= half):
        level = "undecided"
    until = f"good up to t = {good[-1]}" if good else "good at no t of the ladder"
    why = (
        f"at t = {T_GOOD} {share[T_GOOD].times(100).text('%')} of digits, {digits:.0f} a seed, come back as their class"
        f" (RMSE {error[T_GOOD].text()} of the pixel range); {until}, where good is above {GOOD_RESTORATION:.0%} with"
        f" the whole interval{_by_linear(evidence, ladder)}."
    )
    return verdict(
        level,
        share[T_GOOD].times(100),
        why,
        f"% of digits keep their class, cosine schedule; good is {GOOD_RESTORATION:.0%}: {until.removeprefix('good ')}",
    )


def _shares(evidence: Evidence, run: str, ladder: list[int]) -> dict[int, Interval]:
    return {t: mean(evidence.restoration(run, "class_recovered", t=t, method="direct"), SHARE) for t in ladder}


def _good(share: Mapping[int, Interval]) -> list[int]:
    """Return the first times of the ladder at which restorations are good, of one seed by its interval over images."""
    return list(itertools.takewhile(lambda t: share[t].low > GOOD_RESTORATION, share))


def _by_linear(evidence: Evidence, ladder: list[int]) -> str:
    """Return in words how far restorations are good with the linear schedule, if it is known."""
    try:
        share = _shares(evidence, evidence.run("morph", "linear", "unet"), ladder)
    except UndecidedError:
        return ""
    good = _good(share)
    until = f"up to t = {good[-1]}" if good else "at no t of the ladder"
    return f"; with the linear schedule {share[T_GOOD].times(100).text('%')}, and good {until}"
