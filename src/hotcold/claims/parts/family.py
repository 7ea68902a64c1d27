"""Runs of any degradation, and those that sample their networks otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any

from hotcold.claims.parts.comparable import why_not
from hotcold.claims.parts.decisions import Part, both, verdict, weakest
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.verdict import UndecidedError, Verdict

BY_ALGORITHM_1 = {"sampler.function": "cold", "sampler.options.reading": "fixed_z"}
FROM_DIGITS = {"start": "digits"}


def runs_with(evidence: Evidence, settings: Mapping[str, Any]) -> list[str]:
    """Return the runs that have these settings."""
    runs = evidence.table("settings")["run"].unique()
    return [str(run) for run in runs if all(evidence.setting(run, key) == value for key, value in settings.items())]


def pairs(
    evidence: Evidence, one: Mapping[str, Any], other: Mapping[str, Any], *factors: str
) -> dict[str, tuple[str, str]]:
    """Return runs that differ in these factors alone: one of some settings, and one of others.

    They are told by their degradation, or by the name of the first where a degradation has several.

    Raises:
        UndecidedError: there are none.

    """
    settings = evidence.table("settings")
    found = [
        (a, b)
        for a in runs_with(evidence, one)
        for b in runs_with(evidence, other)
        if a != b and not why_not(settings, [a, b], *factors)
    ]
    if not found:
        raise UndecidedError(f"this study has no runs that differ in the {' or '.join(factors)} alone")
    kinds = [str(evidence.setting(a, "degradation")) for a, _ in found]
    return {kind if kinds.count(kind) == 1 else a: (a, b) for kind, (a, b) in zip(kinds, found, strict=True)}


def everywhere(parts: Sequence[Part], why: str) -> Verdict:
    """Return the verdict on what is said of every degradation, from a part or more of each; ``why`` ends the reason."""
    decides = weakest(parts)
    told = "; ".join(part.text for part in parts)
    return verdict(both(*(part.level for part in parts)), decides.interval, f"{told}; {why}", decides.of)
