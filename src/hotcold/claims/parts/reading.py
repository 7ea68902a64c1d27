"""What is said of the reading of Algorithm 1 that morph samples are drawn with, where only one was tried."""

from collections.abc import Iterable

from hotcold.claims.parts.evidence import Evidence


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
