"""The network, not the degradation, makes the difference (figure 15).

From log FID of the 2 × 2 of degradations and networks, by seed and averaged over linear and cosine, in the most steps
that all are sampled in: what the UNet gains, and that less what morphing gains, which is negative where it does harm.
Refuted if either lies below 0, confirmed if both lie above; corrected if they do and the two interact: what morphing
does depends on the network by an interval without 0, so that its mean hides it.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import Interval, by_seed, logarithms, mean
from hotcold.claims.parts.notation import number
from hotcold.claims.parts.reading import one_reading
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "The UNet, not morphing, accounts for the better samples."
WHERE = "2.4.1, fig 15"
PUBLISHED = "network"
FACTOR = "network; degradation"
NEEDS = ["settings", "scores"]

Cell = tuple[str, str, str]  # schedule, degradation, network

SCHEDULES, DEGRADATIONS, NETWORKS = ["linear", "cosine"], ["gaussian", "morph"], ["cnn", "unet"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the effects of network and degradation, and their interaction."""
    evidence = Evidence(tables)
    usual = {
        (schedule, name, network): evidence.run(name, schedule, network)
        for schedule in SCHEDULES
        for name in DEGRADATIONS
        for network in NETWORKS
    }
    runs = evidence.in_most_steps(usual)
    linear, cosine = (_square(evidence, runs, schedule) for schedule in SCHEDULES)
    log_fid = ((linear + cosine) / 2).dropna()
    if log_fid.empty:
        raise UndecidedError("no seed in common")
    # How many times, as a logarithm, morphing divides the FID with each network, and the UNet on average.
    morphing = {network: log_fid["gaussian", network] - log_fid["morph", network] for network in NETWORKS}
    by_degradation = [log_fid[name, "cnn"] - log_fid[name, "unet"] for name in DEGRADATIONS]
    unet = (by_degradation[0] + by_degradation[1]) / 2
    degradation, interaction = (morphing["cnn"] + morphing["unet"]) / 2, morphing["cnn"] - morphing["unet"]
    gain, more, crossed = (mean(by_seed(effect)) for effect in (unet, unet - degradation, interaction))
    simple = {network: mean(by_seed(effect)) for network, effect in morphing.items()}
    of_noise, of_garments = (mean(by_seed(effect)).map(_times).text() for effect in by_degradation)
    level: Level = both(inside(gain, low=0), inside(more, low=0))
    interact = bool(crossed.low > 0 or crossed.high < 0)
    if level == "confirmed" and interact:
        level = "corrected"
    of = {network: effect.times(-1).map(_times).text() for network, effect in simple.items()}
    apart = {
        name: mean(by_seed(square["morph", "cnn"] - square["gaussian", "cnn"])).map(_times).text()
        for name, square in (("linear", linear), ("cosine", cosine))
    }
    by_schedule = ", ".join(f"{name} {times}" for name, times in apart.items())
    why = (
        f"in {evidence.steps(runs.values())} steps the UNet divides FID by {gain.map(_times).text()}, that of noise by"
        f" {of_noise} and that of garments by {of_garments}; morphing"
        f" multiplies it by {of['cnn']} with the CNN ({by_schedule}) and by {of['unet']} with the UNet, an interaction"
        f" of {crossed.map(_times).text()}{', so what each does depends on the other' * interact}"
        f"{_other_reading(evidence, usual, runs, more)}."
    )
    unit = f"times apart: the UNet {_does(unet)}, morphing {_does(degradation)}"
    return verdict(level, more.map(_times), why, unit)


def _other_reading(evidence: Evidence, usual: Mapping[Cell, str], runs: Mapping[Cell, str], judged: Interval) -> str:
    """Return in words what morphing does to FID with the UNet and the other reading of Algorithm 1, as far as known."""
    gaussians, morphs = ([(schedule, name, "unet") for schedule in SCHEDULES] for name in DEGRADATIONS)
    read = evidence.read_otherwise(morphs, runs, usual)
    if read is None:
        return one_reading(evidence, [runs[key] for key in morphs])
    beside, others = read
    compared = (others, [beside[key] for key in gaussians])
    of = [[logarithms(evidence.scores(run, "fid"))["value"] for run in these] for these in compared]
    times = mean(by_seed(((of[0][0] + of[0][1] - of[1][0] - of[1][1]) / 2).dropna())).map(_times)
    here, there = (evidence.setting(run, "sampler.options.reading") for run in (runs[morphs[0]], others[0]))
    in_fewer = "" if beside == runs else f" in {evidence.steps(usual.values())} steps"
    untried = evidence.read_otherwise([(*key[:2], "cnn") for key in morphs], runs, usual) is None
    return (
        f"; morphs are sampled with {here}, and with {there}{in_fewer} morphing multiplies it by"
        f" {times.beside(judged)} with the UNet{', and was not tried with the CNN' * untried}"
    )


def _square(evidence: Evidence, runs: Mapping[Cell, str], schedule: str) -> pd.DataFrame:
    """Return log FID of the four runs of a schedule: a column a run, a row a seed."""
    of_schedule = {(name, network): run for (of, name, network), run in runs.items() if of == schedule}
    evidence.check_comparable([*of_schedule.values()], "degradation", "network")
    fid = {key: logarithms(evidence.scores(run, "fid"))["value"] for key, run in of_schedule.items()}
    return pd.DataFrame(fid).dropna()


def _does(effect: pd.Series) -> str:
    """Return in words what a gain, as a logarithm by seed, does to FID."""
    times = _times(float(effect.mean()))
    return f"divides FID by {number(times)}" if times >= 1 else f"multiplies it by {number(1 / times)}"


def _times(logarithm: float) -> float:
    return float(np.exp(logarithm))
