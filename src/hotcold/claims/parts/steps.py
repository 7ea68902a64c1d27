"""What part of a difference between schedules may be the number of sampling steps alone."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.evidence import Evidence

SMALL = 0.05  # difference of the shares of the variance that fewer steps cost, above which it is not small


def discretisation(evidence: Evidence, runs: Mapping[str, str]) -> str:
    """Return what is to be said of the steps that runs were sampled with, a sentence's end; empty if it is little.

    For Gaussian data and its perfect denoiser the table discretisation says what share of the variance each schedule
    keeps: at T steps, which is the schedule's own doing, and at so many. Where what the missing steps cost differs by
    more than `SMALL` between schedules, a difference in FID is not the schedule's alone.

    Args:
        evidence: the tables.
        runs: by schedule.

    """
    kept = {schedule: _variance_left(evidence, run, schedule) for schedule, run in runs.items()}
    unknown = [schedule for schedule, shares in kept.items() if None in shares]
    if unknown:
        return f"; what discretisation does to {', '.join(unknown)} is not known at these steps"
    shares = {schedule: (here or 0.0, full or 0.0) for schedule, (here, full) in kept.items()}
    cost = [full - here for here, full in shares.values()]
    if max(cost) - min(cost) <= SMALL:
        return ""
    steps = ", ".join(dict.fromkeys(str(evidence.setting(run, "sampler.steps")) for run in runs.values()))
    said = ", ".join(f"{schedule} {here:.0%} ({full:.0%})" for schedule, (here, full) in shares.items())
    kept_now = f"a perfect denoiser would keep, of the variance, {said} (in brackets: at T steps)"
    return f"; discretisation is not small at {steps} steps: {kept_now}"


def _variance_left(evidence: Evidence, run: str, schedule: str) -> tuple[float | None, float | None]:
    """Return what the table says for a run's sampler, at its steps and at T; between two numbers, for the smaller."""
    rows = evidence.table("discretisation")
    steps, function = evidence.setting(run, "sampler.steps"), evidence.setting(run, "sampler.function")
    degradation = evidence.setting(run, "degradation.function")
    rows = rows[(rows["schedule"] == schedule) & (rows["function"] == function) & (rows["degradation"] == degradation)]
    rows = rows[rows["sampler"].isin([title for title in rows["sampler"] if _is_sampler_of(evidence, run, title)])]
    rows = rows[np.isfinite(rows["variance_left"])].sort_values("steps")
    return _at(rows, steps), _at(rows, evidence.setting(run, "timesteps"))


def _at(rows: pd.DataFrame, steps: int | None) -> float | None:
    shares = rows[rows["steps"] <= (steps or 0)]["variance_left"]
    return None if shares.empty else float(shares.iloc[-1])


def _is_sampler_of(evidence: Evidence, run: str, title: str) -> bool:
    """Return whether a title, e.g. ``ancestral, variance = posterior``, fits a run's options."""
    options = [option.split(" = ") for option in title.split("; ")[0].split(", ")[1:]]
    return all(str(evidence.setting(run, f"sampler.options.{name}", value)) == value for name, value in options)
