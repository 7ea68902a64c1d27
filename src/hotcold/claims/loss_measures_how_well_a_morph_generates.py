"""Morphing: the loss measures how well a model generates (section 2.3).

Spearman's correlation of validation loss and KID over the four morph runs and their checkpoints, and, as the report
uses it, the share of networks and checkpoints at which the schedule of the lower loss has the lower KID; by seed.
Confirmed if both lie above 0.5, refuted if the correlation lies below; corrected if only the share does: the loss
follows training and does not choose a schedule. Told beside: the correlation within each run, over its checkpoints;
and over the four trained runs, those of the loss with the error of restoring at once, and with the FID of samples.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.decisions import inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import CORRELATION, SHARE, by_seed, mean
from hotcold.claims.parts.margins import RANKS
from hotcold.claims.parts.ranks import rank_correlation
from hotcold.claims.parts.reading import one_reading
from hotcold.claims.parts.steps import discretisation
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Morphing: unlike the loss of eps, this loss measures how well a model generates."
WHERE = "2.3, fig 12"
PUBLISHED = "can be used"
FACTOR = "none"
NEEDS = ["settings", "losses", "scores", "restoration", "discretisation"]

SCHEDULES, NETWORKS = ["linear", "cosine"], ["cnn", "unet"]
T_SHOWN = 900


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from losses and KID, which is fair to checkpoints of fewer images, over runs and epochs."""
    evidence = Evidence(tables)
    trained, sampled = (_by_network(of) for of in (evidence.runs, evidence.finest))
    evidence.check_comparable([*sampled.values()], "schedule", "network")
    both = [_by_epoch(evidence, *pair) for pair in zip(trained.values(), sampled.values(), strict=True)]
    loss, kid = (pd.concat([pair[side] for pair in both], axis=1, keys=trained) for side in (0, 1))
    seeds = loss.dropna().index.intersection(kid.dropna().index)
    loss, kid = loss.loc[seeds], kid.loc[seeds]
    ranks = mean(by_seed(rank_correlation(loss, kid)), CORRELATION)
    chooses = mean(by_seed(_agreement(loss, kid)), SHARE)
    level: Level = inside(ranks, low=RANKS)
    if level == "confirmed":
        between = inside(chooses, low=RANKS)
        level = "corrected" if between == "refuted" else between
    why = (
        f"over runs and checkpoints loss and KID have a rank correlation of {ranks.text()}{_within_runs(loss, kid)};"
        f" the schedule of the lower loss has the lower KID in a share of {chooses.text()} of the comparisons (0.5 by"
        f" chance){_of_trained(evidence, [*trained.values()], [*sampled.values()])}"
        f"{one_reading(evidence, sampled.values())}{_of_steps(evidence, sampled)}."
    )
    return verdict(level, ranks, why, "rank correlation of loss and KID, over runs and checkpoints")


def _by_network(runs_of: Callable[[str, list[str], str], dict[str, str]]) -> dict[tuple[str, str], str]:
    """Return the morph runs by network and schedule."""
    return {(net, name): run for net in NETWORKS for name, run in runs_of("morph", SCHEDULES, net).items()}


def _by_epoch(evidence: Evidence, trained: str, sampled: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return loss of a run, and KID of its samples, at its checkpoints: a row a seed, a column an epoch."""
    loss, kid = evidence.losses(trained), evidence.all_scores(sampled, "kid")
    loss = loss.pivot(index="seed", columns="epoch", values="loss")
    kid = kid[kid["n"] == kid["n"].min()]  # the number that every checkpoint is scored at
    kid = kid.pivot(index="seed", columns="epoch", values="value")
    loss = loss.reindex(columns=kid.columns)
    if not (np.isfinite(loss).all().all() and np.isfinite(kid).all().all()):
        raise UndecidedError(f"loss or KID of {sampled}: not a number at some checkpoint")
    return loss, kid


def _within_runs(loss: pd.DataFrame, kid: pd.DataFrame) -> str:
    """Return in words the mean over runs of the rank correlation over a run's checkpoints; none of one checkpoint."""
    pairs = [(loss[network][name], kid[network][name]) for network in NETWORKS for name in SCHEDULES]
    if loss.shape[1] == len(pairs):
        return ""
    found = [rank_correlation(*pair) for pair in pairs]
    within = mean(by_seed(pd.concat(found, axis=1).mean(axis=1)), CORRELATION)
    return f", and within a run, over its checkpoints, a rank correlation of {within.text()} on average"


def _of_trained(evidence: Evidence, runs: list[str], sampled: list[str]) -> str:
    """Return in words whether the last loss ranks runs as restorations do, and samples; nothing without a trace."""
    of, method = evidence.table("restoration"), "direct"
    if not {*runs} <= {*of[(of["t"] == T_SHOWN) & (of["method"] == method)]["run"]}:
        return ""
    direct = [evidence.restoration(run, "rmse", t=T_SHOWN, method=method) for run in runs]
    sides = [evidence.last_loss(run) for run in runs], direct, [evidence.scores(run, "fid") for run in sampled]
    loss, *others = (pd.concat([one["value"] for one in side], axis=1).dropna() for side in sides)
    errors, samples = (mean(by_seed(rank_correlation(loss, other)), CORRELATION).text() for other in others)
    return (
        f"; over the trained runs the loss has a rank correlation of {errors} with the error of restoring at once"
        f" from t = {T_SHOWN}, and of {samples} with the FID of samples"
    )


def _agreement(loss: pd.DataFrame, kid: pd.DataFrame) -> "pd.Series[float]":
    """Return the share of networks and checkpoints at which loss and KID prefer the same schedule, by seed."""
    a, b = SCHEDULES
    agree = [
        (np.sign(loss[network][a] - loss[network][b]) == np.sign(kid[network][a] - kid[network][b])).mean(axis=1)
        for network in NETWORKS
    ]
    share: pd.Series[float] = pd.concat(agree, axis=1).mean(axis=1)
    return share


def _of_steps(evidence: Evidence, sampled: Mapping[tuple[str, str], str]) -> str:
    """Return what is to be said of the steps of each network's samples, at once where it is the same."""
    said = {net: discretisation(evidence, {name: sampled[net, name] for name in SCHEDULES}) for net in NETWORKS}
    if len({*said.values()}) == 1:
        return said[NETWORKS[0]]
    return "".join(f"; {net}: {text.removeprefix('; ')}" for net, text in said.items())
