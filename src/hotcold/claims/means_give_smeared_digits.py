"""Means of garments give smeared digits (figure 17).

Sharpness and precision of samples from means of N = 5, 10 and 20 garments less those of N = 1, paired by seed.
Confirmed if both are lower at every N, refuted if sharpness is higher at one; corrected if sharpness is lower
everywhere and precision higher somewhere.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import Part, both, inside, verdict, weakest
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import difference
from hotcold.claims.parts.reading import of_experiment
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Samples from means of garments are smeared and lack distinct edges."
WHERE = "2.4.2, fig 17"
PUBLISHED = "smeared"
FACTOR = "N"
NEEDS = ["settings", "latents"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from sharpness and precision by N."""
    evidence = Evidence(tables)
    experiment = evidence.experiment("mean")
    rows = evidence.table("latents")
    levels = sorted(float(n) for n in rows[rows["experiment"] == experiment]["level"].dropna().unique() if n > 1)
    if not levels:
        raise UndecidedError(f"{experiment} has no means of several garments")
    measures = ("sharpness", "precision", "fid")
    sharpness, precision, fid = (_parts(evidence, experiment, metric, levels) for metric in measures)
    blurred = both(*(part.level for part in sharpness))
    worse = both(*(part.level for part in precision))
    level: Level = "corrected" if (blurred, worse) == ("confirmed", "refuted") else blurred
    if blurred == "confirmed" and worse == "undecided":
        level = "undecided"
    last, beside = (_least(parts) for parts in (sharpness, precision))
    sharp, precise, far = (", ".join(part.text for part in parts) for parts in (sharpness, precision, fid))
    why = (
        f"against N = 1 sharpness differs by {sharp}; precision by {precise}; FID, which sees variety too, by {far}"
        f"{of_experiment(evidence, experiment)}."
    )
    if blurred == "confirmed" and level != "confirmed":
        return verdict(level, beside.interval, why, f"precision, {beside.of}")
    return verdict(level, last.interval, why, f"rad/pixel, {last.of}")


def _parts(evidence: Evidence, experiment: str, metric: str, levels: list[float]) -> list[Part]:
    """Return whether a metric is lower than at N = 1, by N."""
    one = evidence.latents(experiment, metric, 1)
    found = {n: difference(evidence.latents(experiment, metric, n), one) for n in levels}
    return [Part(inside(x, high=0), x, f"{x.text()} at N = {n:g}", f"N = {n:g} − N = 1") for n, x in found.items()]


def _least(parts: list[Part]) -> Part:
    """Return the part of the N that decides."""
    return weakest(sorted(parts, key=lambda part: -part.interval.value))
