"""Algorithm 1 deblurs what direct restoration leaves (figure 13).

Sharpness of digits restored from t = 900, morphing with cosine and the UNet, Algorithm 1 less direct, paired by seed.
Confirmed if the published reading (fixed z) is sharper, refuted if neither reading is; corrected if it is less sharp
and the other reading (inferred z) is sharper. Classes recovered and RMSE stand beside, and sharpness from t = T, where
nothing but the end is left: fixed z is told the end, and direct restoration is not.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import Interval, difference
from hotcold.claims.parts.steps import REPORTS_T, check_timesteps
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Algorithm 1 deblurs the less pronounced direct restorations."
WHERE = "2.3, fig 13"
PUBLISHED = "deblurs"
FACTOR = "sampler"
NEEDS = ["settings", "restoration"]

T_SHOWN = 900
READINGS = ["fixed_z", "inferred_z"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the sharpness of restorations by both readings, beside direct ones."""
    evidence = Evidence(tables)
    run = evidence.run("morph", "cosine", "unet")
    check_timesteps(evidence.setting(run, "timesteps", REPORTS_T))
    sharper = {reading: _gain(evidence, run, reading, "sharpness") for reading in READINGS}
    level: Level = inside(sharper["fixed_z"], low=0)
    if level == "refuted" and (other := inside(sharper["inferred_z"], low=0)) != "refuted":
        level = "corrected" if other == "confirmed" else "undecided"
    told = []
    for reading in READINGS:
        classes = _gain(evidence, run, reading, "class_recovered").times(100)
        error = _gain(evidence, run, reading, "rmse")
        told.append(
            f"{reading} changes sharpness by {sharper[reading].text()}, classes recovered by {classes.text('points')}"
            f" and RMSE by {error.text()}"
        )
    why = (
        f"from t = {T_SHOWN}, {'; '.join(told)}; fixed_z is told the garment, as direct restoration is not"
        f"{_from_the_end(evidence, run)}."
    )
    return verdict(level, sharper["fixed_z"], why, "rad/pixel sharper")


def _from_the_end(evidence: Evidence, run: str) -> str:
    """Return in words what fixed z adds to sharpness from t = T, where that gives nothing away, if it was tried."""
    try:
        found = _gain(evidence, run, "fixed_z", "sharpness", REPORTS_T)
    except UndecidedError:
        return ""
    return f"; from t = {REPORTS_T}, where all is garment, it changes sharpness by {found.text()}"


def _gain(evidence: Evidence, run: str, reading: str, metric: str, t: int = T_SHOWN) -> Interval:
    """Return what Algorithm 1 by a reading adds to direct restoration."""
    methods = [
        str(name)
        for name in evidence.table("restoration")["method"].unique()
        if str(name).startswith("cold") and f"reading = {reading}" in str(name)
    ]
    for method in methods:
        try:
            by = evidence.restoration(run, metric, t=t, method=method)
        except UndecidedError:
            continue
        return difference(by, evidence.restoration(run, metric, t=t, method="direct"))
    raise UndecidedError(f"{run}: no {metric} of digits restored from t = {t} by Algorithm 1, {reading}")
