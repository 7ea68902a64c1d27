"""The network, not the degradation, makes the difference (figure 15).

From log FID of the 2 × 2 of degradations and networks, by seed and averaged over linear and cosine: the network's
effect less the degradation's, both as factors of FID. Refuted if it lies below 0, confirmed if above; corrected if
above and the two interact: the degradation's effect depends on the network by an interval without 0, so that its mean
hides it.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import by_seed, logarithms, mean
from hotcold.claims.parts.reading import one_reading
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "The UNet, not morphing, accounts for the better samples."
WHERE = "2.4.1, fig 15"
PUBLISHED = "network"
FACTOR = "network; degradation"
NEEDS = ["settings", "scores"]

SCHEDULES, DEGRADATIONS, NETWORKS = ["linear", "cosine"], ["gaussian", "morph"], ["cnn", "unet"]


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the effects of network and degradation, and their interaction."""
    evidence = Evidence(tables)
    linear, cosine = (_square(evidence, schedule) for schedule in SCHEDULES)
    log_fid = ((linear + cosine) / 2).dropna()
    if log_fid.empty:
        raise UndecidedError("no seed in common")
    # How many times, as a logarithm, morphing divides the FID with each network, and the UNet on average.
    morphing = {network: log_fid["gaussian", network] - log_fid["morph", network] for network in NETWORKS}
    by_degradation = [log_fid[name, "cnn"] - log_fid[name, "unet"] for name in DEGRADATIONS]
    unet = (by_degradation[0] + by_degradation[1]) / 2
    degradation, interaction = (morphing["cnn"] + morphing["unet"]) / 2, morphing["cnn"] - morphing["unet"]
    more, crossed = mean(by_seed(unet - degradation.abs())), mean(by_seed(interaction))
    simple = {network: mean(by_seed(effect)) for network, effect in morphing.items()}
    level: Level = inside(more, low=0)
    if level == "confirmed" and (crossed.low > 0 or crossed.high < 0):
        level = "corrected"
    of = {network: effect.times(-1).map(_times).text() for network, effect in simple.items()}
    apart = {
        name: mean(by_seed(square["morph", "cnn"] - square["gaussian", "cnn"])).map(_times).text()
        for name, square in (("linear", linear), ("cosine", cosine))
    }
    by_schedule = ", ".join(f"{name} {times}" for name, times in apart.items())
    why = (
        f"the UNet divides FID by {mean(by_seed(unet)).map(_times).text()}; morphing multiplies it by {of['cnn']} with"
        f" the CNN ({by_schedule}) and by {of['unet']} with the UNet, an interaction of {crossed.map(_times).text()}"
        f"{_other_reading(evidence)}."
    )
    return verdict(level, more.map(_times), why, "times the degradation's effect")


def _other_reading(evidence: Evidence) -> str:
    """Return in words what morphing does to FID with the UNet and the other reading of Algorithm 1, as far as known."""
    morphs = [evidence.run("morph", schedule, "unet") for schedule in SCHEDULES]
    others = [other for run in morphs if (other := evidence.other_reading(run))]
    if len(others) < len(morphs):
        return one_reading(evidence, morphs)
    gaussians = [evidence.run("gaussian", schedule, "unet") for schedule in SCHEDULES]
    of = [[logarithms(evidence.scores(run, "fid"))["value"] for run in runs] for runs in (others, gaussians)]
    times = mean(by_seed(((of[0][0] + of[0][1] - of[1][0] - of[1][1]) / 2).dropna())).map(_times)
    here, there = (evidence.setting(runs[0], "sampler.options.reading") for runs in (morphs, others))
    return f"; morphs are sampled with {here}, and with {there} morphing multiplies it by {times.text()} with the UNet"


def _square(evidence: Evidence, schedule: str) -> pd.DataFrame:
    """Return log FID of the four runs of a schedule: a column a run, a row a seed."""
    runs = {(name, network): evidence.run(name, schedule, network) for name in DEGRADATIONS for network in NETWORKS}
    evidence.check_comparable([*runs.values()], "degradation", "network")
    fid = {key: logarithms(evidence.scores(run, "fid"))["value"] for key, run in runs.items()}
    return pd.DataFrame(fid).dropna()


def _times(logarithm: float) -> float:
    return float(np.exp(logarithm))
