"""What is said of the reading of Algorithm 1 that morph samples are drawn with, and of the other where it was tried."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.verdict import UndecidedError

K = TypeVar("K")


def both_readings(evidence: Evidence, runs: Mapping[K, str], told: Callable[[Mapping[K, str]], str]) -> str:
    """Return with which reading runs are sampled, and what is told of those of the other, a sentence's end."""
    found = evidence.read_otherwise(list(runs), runs)
    if found is None:
        return one_reading(evidence, runs.values())
    others = dict(zip(runs, found[1], strict=True))
    (run, *_), (other, *_) = runs.values(), others.values()
    here, there = (evidence.setting(one, "sampler.options.reading") for one in (run, other))
    try:
        return f"; morphs are sampled with {here}, and with {there} {told(others)}"
    except UndecidedError:  # what stands beside decides nothing
        return one_reading(evidence, runs.values())


def one_reading(evidence: Evidence, runs: Iterable[str]) -> str:
    """Return with which reading runs are sampled, a sentence's end; empty where they have none."""
    readings = [evidence.setting(run, "sampler.options.reading") for run in runs]
    named = ", ".join(dict.fromkeys(str(reading) for reading in readings if reading is not None))
    return f"; morphs are sampled with {named} alone" if named else ""


def of_experiment(evidence: Evidence, experiment: str) -> str:
    """Return the same of a latent experiment, whose settings are those of its run."""
    rows = evidence.table("latents")
    run = str(rows[rows["experiment"] == experiment]["run"].iloc[0])
    reading = evidence.setting(run, "sampler.options.reading")
    return "" if reading is None else f"; {run} itself samples with {reading}"
