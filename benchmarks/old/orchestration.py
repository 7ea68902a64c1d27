"""What of a study's wall time is not computing, from the benchmark files that Snakemake keeps of every job.

It means something only if the study was made in one go, on the number of cores given here, with jobs of one thread
each: jobs that were redone later stretch the wall time by the pause between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

# The step behind a benchmark file: by its folder, or by its name where it lies in none.
STEPS = {
    "data": "get_data.py",
    "train": "train.py",
    "sample": "sample.py",
    "trace": "trace.py",
    "score": "score_samples.py",
    "latents": "sample_latents.py",
    "figures": "plot_figure.py",
    "collect_losses": "collect_tables.py",
    "collect_scores": "collect_tables.py",
    "compute_reference-digits": "compute_reference.py",
    "compute_reference-inception": "compute_reference.py",
    "describe_unet": "describe_network.py",
}

# Jobs of targets beside the study: folders and files of theirs among the benchmark files.
BESIDE = {"quality", "collect_quality", "fig19_steps_vs_fid"}


@dataclass(frozen=True)
class Orchestration:
    """A study's seconds."""

    jobs: int
    cores: int
    wall: float  # from the first job's start to the last one's end
    in_jobs: float  # sum over the jobs
    starting: float  # of that, until Python has its imports
    pause: float  # the longest time in which no job ran; long, if the study was not made in one go

    @property
    def computing(self) -> float:
        """Seconds in jobs that have started up."""
        return self.in_jobs - self.starting

    @property
    def not_computing(self) -> float:
        """Share of wall time × cores that is orchestration, idle cores and start-up."""
        return 1 - self.computing / (self.cores * self.wall)


def read_jobs(folder: Path) -> pd.DataFrame:
    """Return the study's jobs by the benchmark files under ``folder``: ``step``, ``start`` and ``end`` in seconds."""
    jobs = []
    for path in sorted(folder.rglob("*.tsv")):
        if BESIDE & {*path.relative_to(folder).parts, path.stem}:
            continue
        seconds, end = float(pd.read_csv(path, sep="\t")["s"].iloc[0]), path.stat().st_mtime
        first = path.relative_to(folder).parts[0].removesuffix(".tsv")
        jobs.append({"step": STEPS.get(first, f"{first}.py"), "start": end - seconds, "end": end})
    return pd.DataFrame(jobs, columns=["step", "start", "end"])


def orchestration(jobs: pd.DataFrame, start_ups: Mapping[str, float], cores: int) -> Orchestration:
    """Add up jobs as `read_jobs` gives them; ``start_ups`` are the seconds that each step takes to start."""
    return Orchestration(
        jobs=len(jobs),
        cores=cores,
        wall=float(jobs["end"].max() - jobs["start"].min()),
        in_jobs=float((jobs["end"] - jobs["start"]).sum()),
        starting=float(sum(start_ups[step] for step in jobs["step"])),
        pause=_longest_pause(jobs),
    )


def _longest_pause(jobs: pd.DataFrame) -> float:
    ordered = jobs.sort_values("start")
    pauses = ordered["start"].iloc[1:].to_numpy() - ordered["end"].cummax().iloc[:-1].to_numpy()
    return float(pauses.max(initial=0.0))
