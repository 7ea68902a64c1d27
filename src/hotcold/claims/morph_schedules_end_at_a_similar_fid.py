"""Morphing: linear and cosine end at a similar FID (figure 12).

The relative difference of the UNet's FID, paired by seed. Confirmed if its interval lies within ±20 %, refuted if it
lies beyond.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import relative
from hotcold.claims.parts.margins import SIMILAR
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Verdict

STATEMENT = "Morphing: linear and cosine end at a similar FID."
WHERE = "2.3, fig 12"
PUBLISHED = "similar"
FACTOR = "schedule"
NEEDS = ["settings", "scores", "discretisation"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the relative difference of FID."""
    evidence = Evidence(tables)
    runs = evidence.runs("morph", ["linear", "cosine"], "unet")
    evidence.check_comparable([*runs.values()], "schedule")
    fid = {schedule: evidence.scores(run, "fid") for schedule, run in runs.items()}
    found = relative(fid["cosine"], fid["linear"]).times(100)
    means = ", ".join(f"{schedule} {number(values['value'].mean())}" for schedule, values in fid.items())
    why = f"FID: {means}; cosine's differs from linear's by {found.text('%')}; similar is within {SIMILAR:.0%}"
    others = [evidence.other_reading(run) for run in runs.values()]
    if None not in others:
        linear, cosine = (evidence.scores(str(other), "fid") for other in others)
        reading = evidence.setting(str(others[0]), "sampler.options.reading")
        why += f"; with {reading} it differs by {relative(cosine, linear).times(100).text('%')}"
    level = inside(found, -100 * SIMILAR, 100 * SIMILAR)
    return verdict(
        level,
        found,
        f"{why}{discretisation(evidence, runs)}.",
        f"% higher FID with cosine; similar is within {SIMILAR:.0%}",
    )
