"""What is said of steps: whether T is the report's, and what part of a difference may be the number of steps alone."""

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.verdict import NotComparableError, UndecidedError

SMALL = 0.2  # share of the distance between two runs that discretisation may make up and still be small

REPORTS_T = 1000


def check_timesteps(timesteps: int) -> None:
    """Check that T is the report's.

    Raises:
        NotComparableError: it is not, so that a step of the report's has no counterpart.

    """
    if timesteps != REPORTS_T:
        raise NotComparableError(f"T is {timesteps}, and the report counts steps of {REPORTS_T}")


def discretisation(
    evidence: Evidence, runs: Mapping[str, str], others: Mapping[str, str] | None = None, *, early: bool = False
) -> str:
    """Return what is to be said of the steps that runs were sampled with, a sentence's end.

    For Gaussian data and its perfect denoiser the table discretisation says how far from digits each schedule's samples
    end in so many steps, in pixels; what T steps leave of it is the schedule's own doing. It is small if it makes up at
    most `SMALL` of what runs differ by in the same distance.

    Args:
        evidence: the tables.
        runs: by schedule.
        others: runs that those are compared with, by schedule; by default each other.
        early: whether they are compared after about a fifth of the training (see `Evidence.scores`).

    """
    pairs = itertools.combinations(runs, 2) if others is None else itertools.product(runs, others)
    every = {**runs, **(others or {})}
    steps = evidence.steps(every.values())
    cost = {schedule: _cost(evidence, run, schedule) for schedule, run in every.items()}
    if unknown := [schedule for schedule, known in cost.items() if known is None]:
        return f"; what discretisation does to {', '.join(unknown)} is not known at {steps} steps"
    try:
        apart = {schedule: _distance(evidence, run, early=early) for schedule, run in every.items()}
    except UndecidedError:
        return "; the runs have no pixel_distance, beside which discretisation would be small or not"
    large = []
    for one, other in pairs:
        by_steps = abs((cost[one] or 0.0) - (cost[other] or 0.0))
        if by_steps > SMALL * (of := abs(apart[one] - apart[other])):
            large.append(f"{by_steps:.2g} of {of:.2g} between {one} and {other}")
    if not large:
        return f"; discretisation is small at {steps} steps"
    return f"; discretisation is not small at {steps} steps: in pixels it may make up {', '.join(large)}"


def _distance(evidence: Evidence, run: str, *, early: bool) -> float:
    """Return how far a run's samples are from digits, in the unit of the table discretisation."""
    in_ranges = float(evidence.scores(run, "pixel_distance", early=early)["value"].mean())
    return in_ranges * (2 * float(evidence.setting(run, "data.pixel_limit", 0.5))) ** 2


def _cost(evidence: Evidence, run: str, schedule: str) -> float | None:
    """Return how much farther from digits a run's number of steps ends than T steps would, by a perfect denoiser."""
    rows = evidence.table("discretisation")
    steps, function = evidence.setting(run, "sampler.steps"), evidence.setting(run, "sampler.function")
    degradation = evidence.setting(run, "degradation.function")
    rows = rows[(rows["schedule"] == schedule) & (rows["function"] == function) & (rows["degradation"] == degradation)]
    rows = rows[rows["sampler"].isin([title for title in rows["sampler"] if _is_sampler_of(evidence, run, title)])]
    rows = rows[np.isfinite(rows["distance"])].sort_values("steps")
    here, full = _at(rows, steps), _at(rows, evidence.setting(run, "timesteps"))
    return None if here is None or full is None else here - full


def _at(rows: pd.DataFrame, steps: int | None) -> float | None:
    """Return the distance at the nearest number of steps that is not larger."""
    distances = rows[rows["steps"] <= (steps or 0)]["distance"]
    return None if distances.empty else float(distances.iloc[-1])


def _is_sampler_of(evidence: Evidence, run: str, title: str) -> bool:
    """Return whether a title, e.g. ``ancestral, variance = posterior``, fits a run's options."""
    options = [option.split(" = ") for option in title.split("; ")[0].split(", ")[1:]]
    return all(str(evidence.setting(run, f"sampler.options.{name}", value)) == value for name, value in options)
