"""Losses at equal SNR: the noise schedule decides how often a network meets each SNR, and so its mean loss."""

from typing import Any

import numpy as np
import pandas as pd

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import Interval, by_seed, mean
from hotcold.claims.parts.verdict import UndecidedError

POINTS = 50  # of the grid of log(SNR)


def relative_at_equal_snr(evidence: Evidence, run_a: str, run_b: str, loss: str) -> Interval:
    """Return loss of a / loss of b − 1 at equal SNR: its logarithm's mean over the SNRs that both meet, by seed.

    Args:
        evidence: the tables.
        run_a: a run.
        run_b: another.
        loss: ``loss_x`` or ``loss_eps``.

    """
    curves = [_curves(evidence, run, loss) for run in (run_a, run_b)]
    seeds = [seed for seed in curves[0] if seed in curves[1]]
    if not seeds:
        raise UndecidedError("no seed in common")
    ratios = {seed: _log_ratio(curves[0][seed], curves[1][seed]) for seed in seeds}
    return mean(by_seed(pd.Series(ratios, dtype=float))).map(lambda value: float(np.expm1(value)))


def _curves(evidence: Evidence, run: str, loss: str) -> dict[Any, pd.DataFrame]:
    """Return log(SNR) and log(loss) by seed."""
    rows = evidence.table("losses_by_t")
    rows = rows[rows["run"] == run]
    if rows.empty:
        raise UndecidedError(f"no loss by t of {run}")
    rows = rows[rows["weights"] == evidence.weights(run, rows)]
    if not (np.isfinite(rows[[loss, "snr"]]).all().all() and (rows[[loss, "snr"]] > 0).all().all()):
        raise UndecidedError(f"{loss} of {run}: not a number above 0 at some t")
    logs = pd.DataFrame({"seed": rows["seed"], "snr": np.log(rows["snr"]), "loss": np.log(rows[loss])})
    return {seed: curve.sort_values("snr") for seed, curve in logs.groupby("seed")}


def _log_ratio(a: pd.DataFrame, b: pd.DataFrame) -> float:
    low, high = max(a["snr"].min(), b["snr"].min()), min(a["snr"].max(), b["snr"].max())
    if low >= high:
        raise UndecidedError("the runs meet no SNR in common")
    grid = np.linspace(low, high, POINTS)
    return float((np.interp(grid, a["snr"], a["loss"]) - np.interp(grid, b["snr"], b["loss"])).mean())
