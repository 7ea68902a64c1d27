"""Morphing with the UNet beats Gaussian diffusion with the CNN (figure 14): two factors at once.

FID by both protocols, Gaussian (linear, CNN) less morph (cosine, UNet), in as many steps, paired by seed. Confirmed if
both lie above 0, refuted if one lies below. Corrected if both hold and the printed numbers, where InceptionV3 scores
the study by the published protocol, lie outside the intervals. What more steps of the Gaussian run change is told.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import difference, mean
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Morphing with the UNet scores better than Gaussian diffusion with the CNN."
WHERE = "2.4.1, fig 14"
PUBLISHED = "FID 50.98 against 113.31"
FACTOR = "none: two factors, degradation and network"
NEEDS = ["settings", "scores"]

PRINTED = {"gaussian": 113.31, "morph": 50.98}


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the difference of FID by the sound and the published protocol."""
    evidence = Evidence(tables)
    runs = {
        "gaussian": evidence.run("gaussian", "linear", "cnn"),
        "morph": evidence.run("morph", "cosine", "unet"),
    }
    evidence.check_comparable([*runs.values()], "degradation", "network", "schedule")
    found = {}
    for protocol in ("sound", "published"):
        fid = {name: evidence.scores(run, "fid", protocol=protocol) for name, run in runs.items()}
        found[protocol] = difference(fid["gaussian"], fid["morph"])
    level: Level = both(*(inside(interval, low=0) for interval in found.values()))
    printed = _printed(evidence, runs)
    if level == "confirmed" and printed is False:
        level = "corrected"
    other = _by_other_reading(evidence, runs)
    numbers = {None: "not measured here (InceptionV3)", True: "within the intervals", False: "outside the intervals"}
    why = (
        f"FID falls by {found['sound'].text()} (sound) and {found['published'].text()} (published protocol); the"
        f" printed numbers are {numbers[printed]}; degradation, schedule and network differ, so it says nothing of one"
        f" of them alone{other}{_in_more_steps(evidence, runs)}."
    )
    return verdict(level, found["sound"], why, "FID, Gaussian CNN − morph UNet")


def _by_other_reading(evidence: Evidence, runs: Mapping[str, str]) -> str:
    """Return in words what FID falls by with the other reading of Algorithm 1, if the study has that."""
    if (other := evidence.other_reading(runs["morph"])) is None:
        return ""
    found = difference(evidence.scores(runs["gaussian"], "fid"), evidence.scores(other, "fid"))
    return f"; with {evidence.setting(other, 'sampler.options.reading')} it falls by {found.text()}"


def _in_more_steps(evidence: Evidence, runs: Mapping[str, str]) -> str:
    """Return in words how far the Gaussian run's samples of most steps are from the morph's, if there are others."""
    finest = evidence.finest("gaussian", ["linear"], "cnn")["linear"]
    if finest == runs["gaussian"]:
        return ""
    found = difference(evidence.scores(finest, "fid"), evidence.scores(runs["morph"], "fid"))
    few, many = (evidence.setting(run, "sampler.steps") for run in (runs["gaussian"], finest))
    return f"; both take {few} steps, and with {many} for the Gaussian run it falls by {found.text()}"


def _printed(evidence: Evidence, runs: Mapping[str, str]) -> bool | None:
    """Return whether the printed numbers lie within the intervals of the published protocol; None if not measured."""
    within = []
    for name, run in runs.items():
        try:
            fid = mean(evidence.scores(run, "fid", protocol="published", features="inception"))
        except UndecidedError:
            return None
        within.append(fid.low <= PRINTED[name] <= fid.high)
    return all(within)
