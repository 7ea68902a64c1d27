"""Morphing with the UNet beats Gaussian diffusion with the CNN (figure 14): three factors at once.

FID by both protocols, Gaussian (linear, CNN) less morph (cosine, UNet), in the most steps that both are sampled in,
paired by seed. Confirmed if both lie above 0, refuted if one lies below. Corrected if both hold and the printed
numbers, where InceptionV3 scores the study by the published protocol, lie outside the intervals. The usual number of
steps, runs of one schedule, and the other reading, are told beside.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import Interval, difference, mean
from hotcold.claims.parts.verdict import Level, NotComparableError, UndecidedError, Verdict

STATEMENT = "Morphing with the UNet scores better than Gaussian diffusion with the CNN."
WHERE = "2.4.1, fig 14"
PUBLISHED = "FID 50.98 against 113.31"
FACTOR = "none: three factors, degradation, schedule and network"
NEEDS = ["settings", "scores"]

PRINTED = {"gaussian": 113.31, "morph": 50.98}


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the difference of FID by the sound and the published protocol."""
    evidence = Evidence(tables)
    usual = {
        "gaussian": evidence.run("gaussian", "linear", "cnn"),
        "morph": evidence.run("morph", "cosine", "unet"),
    }
    runs = evidence.in_most_steps(usual)
    evidence.check_comparable([*runs.values()], "degradation", "network", "schedule")
    found = {}
    for protocol in ("sound", "published"):
        fid = {name: evidence.scores(run, "fid", protocol=protocol) for name, run in runs.items()}
        found[protocol] = difference(fid["gaussian"], fid["morph"])
    level: Level = both(*(inside(interval, low=0) for interval in found.values()))
    printed = _printed(evidence, runs)
    if level == "confirmed" and printed is False:
        level = "corrected"
    numbers = {None: "not measured here (InceptionV3)", True: "within the intervals", False: "outside the intervals"}
    why = (
        f"in {evidence.steps(runs.values())} steps FID falls by {found['sound'].text()} (sound) and"
        f" {found['published'].text()} (published protocol); the printed numbers are {numbers[printed]}; degradation,"
        f" schedule and network differ, so it says nothing of one of them alone{_beside(evidence, usual, runs)}."
    )
    return verdict(level, found["sound"], why, "FID, Gaussian CNN − morph UNet")


def _beside(evidence: Evidence, usual: Mapping[str, str], runs: Mapping[str, str]) -> str:
    """Return in words what FID falls by in the usual number of steps, and with the other reading, if known."""
    told, in_fewer = _of_one_schedule(evidence), f" in {evidence.steps(usual.values())} steps"
    if usual != runs:
        told += f";{in_fewer} it falls by {_falls(evidence, *usual.values())}"
    if (found := evidence.read_otherwise(["morph"], runs, usual)) is None:
        return told
    beside, (other,) = found
    reading = f"{evidence.setting(other, 'sampler.options.reading')}{'' if beside == runs else in_fewer}"
    judged, of_other = _difference(evidence, *runs.values()), _difference(evidence, beside["gaussian"], other)
    return f"{told}; with {reading} it falls by {of_other.beside(judged)}"


def _of_one_schedule(evidence: Evidence) -> str:
    """Return in words what FID falls by where both have the same schedule, if there are such runs."""
    told = []
    for schedule in ("linear", "cosine"):
        try:
            pair = {name: evidence.run(name, schedule, net) for name, net in (("gaussian", "cnn"), ("morph", "unet"))}
            runs = [*evidence.in_most_steps(pair).values()]
            evidence.check_comparable(runs, "degradation", "network")
            told.append(f"{schedule} by {_falls(evidence, *runs)}")
        except (UndecidedError, NotComparableError):
            continue
    return f"; of one schedule, {' and '.join(told)}" if told else ""


def _falls(evidence: Evidence, gaussian: str, morph: str) -> str:
    return _difference(evidence, gaussian, morph).text()


def _difference(evidence: Evidence, gaussian: str, morph: str) -> Interval:
    return difference(evidence.scores(gaussian, "fid"), evidence.scores(morph, "fid"))


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
