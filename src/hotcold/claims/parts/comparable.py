"""In what two runs differ, and whether that is the factor that a comparison is about and nothing else.

Used by claims and by figures whose titles compare runs.
"""

import itertools
import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from hotcold.claims.parts.verdict import NotComparableError, UndecidedError

Difference = tuple[Any, Any]
_SAMPLER, _START = ("sampler.function", "sampler.options.*"), ("start", "start.options.*")
# What belongs to a factor, as patterns of settings.
FACTORS = {
    "none": (),
    "schedule": ("schedule", "schedule.*"),
    "degradation": ("degradation", "degradation.*"),
    "network": ("network", "network.*"),
    "sampler": _SAMPLER,
    "steps": ("sampler.steps",),
    "latent source": _START,
    "clip": ("schedule", "schedule.options.max_beta"),
    "kernel size": ("network", "network.options.kernel_size"),
    "time embedding": ("network", "network.options.time"),
}
# What comes with another degradation by definition: the sampler and the start declared for it, unless a run has its
# own. The number of steps, guidance, coupling, training and images do not.
_DECLARED = {"sampler.own": _SAMPLER, "start.own": _START}
_WHOLE = ("sampler.guidance",)  # named as one, whichever of its parts differ


def differences(settings: pd.DataFrame, run_a: str, run_b: str) -> dict[str, Difference]:
    """Return the settings in which two runs differ, with both values; None where a run lacks one.

    Args:
        settings: the table of that name: run, setting (dotted), value (JSON).
        run_a: one run.
        run_b: another.

    Raises:
        UndecidedError: a run has no settings.

    """
    of_run = by_run(settings[settings["run"].isin([run_a, run_b])])
    for run in (run_a, run_b):
        if run not in of_run:
            raise UndecidedError(f"no settings of {run}")
    return differing(of_run[run_a], of_run[run_b])


def by_run(settings: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the values of the table of settings by run and setting."""
    found: dict[str, dict[str, Any]] = {}
    for run, setting, value in zip(settings["run"], settings["setting"], settings["value"], strict=True):
        found.setdefault(run, {})[setting] = json.loads(value)
    return found


def differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Difference]:
    """Return the settings in which those of two runs differ (see `differences`)."""
    names = [name for name in dict.fromkeys([*a, *b]) if name not in ("trained_as", *_DECLARED)]
    return {name: (a.get(name), b.get(name)) for name in names if name not in a or name not in b or a[name] != b[name]}


def unexplained(settings: pd.DataFrame, run_a: str, run_b: str, *factors: str) -> list[str]:
    """Return the settings in which two runs differ (see `differences`) and which none of the factors explains."""
    found = differences(settings, run_a, run_b)
    patterns = [pattern for factor in factors for pattern in FACTORS[factor]]
    if "degradation" in factors and any(_of(name, FACTORS["degradation"]) for name in found):
        own = _own(settings, run_a, run_b)
        patterns += [pattern for name, declared in _DECLARED.items() if name not in own for pattern in declared]
    left = [_whole(name) for name in found if not _of(name, patterns)]
    return _widest(dict.fromkeys(left))


def between(settings: pd.DataFrame, runs: Iterable[str], *factors: str) -> list[str]:
    """Return the settings in which any two of the runs differ and which none of the factors explains."""
    pairs = itertools.combinations(dict.fromkeys(runs), 2)
    left = [name for a, b in pairs for name in unexplained(settings, a, b, *factors)]
    return _widest(dict.fromkeys(left))


def why_not(settings: pd.DataFrame, runs: Iterable[str], *factors: str) -> str:
    """Return why runs may not be compared for these factors, e.g. ``training.epochs, sampler.guidance differ``.

    Empty if they may: they differ in the factors and in nothing else.
    """
    names = between(settings, runs, *factors)
    return f"{', '.join(names)} differ{'s' if len(names) == 1 else ''}" if names else ""


def check_comparable(settings: pd.DataFrame, runs: Iterable[str], *factors: str) -> None:
    """Check that runs may be compared for these factors (see `why_not`).

    Raises:
        NotComparableError: they may not; the message lists what differs.

    """
    runs = list(runs)
    if reason := why_not(settings, runs, *factors):
        raise NotComparableError(f"{reason} ({', '.join(runs)})")


def _of(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _own(settings: pd.DataFrame, *runs: str) -> set[str]:
    """Return what any of the runs has of its own, in place of what is declared for its degradation."""
    rows = settings[settings["run"].isin(runs) & settings["setting"].isin(_DECLARED)]
    return set(rows["setting"][rows["value"] == "true"])


def _widest(names: Iterable[str]) -> list[str]:
    """Return the names that say it all: of schedule, schedule.function and schedule.options.s, the first."""
    names = list(names)
    return [name for name in names if not any(name.startswith(f"{other}.") for other in names)]


def _whole(name: str) -> str:
    return next((whole for whole in _WHOLE if name == whole or name.startswith(f"{whole}.")), name)
