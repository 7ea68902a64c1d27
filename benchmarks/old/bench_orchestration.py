"""Add up the jobs of a study that was made in one go: how much of its wall time is not computing."""

import logging
from collections.abc import Iterator
from pathlib import Path

import torch

from hotcold.artifacts import read_table
from hotcold.bench.orchestration import orchestration, read_jobs
from hotcold.bench.table import Row, measurement, write_measurements
from hotcold.cli import Arguments, run


class BenchOrchestration(Arguments):
    """Add up the jobs of a study that was made in one go."""

    study: str
    """The study's name."""

    benchmarks: Path
    """Folder of its benchmark files (.tsv)."""

    steps: Path
    """Measurements of bench_steps.py, for the start-up of each step (.parquet)."""

    cores: int
    """Cores that the study had."""

    output: Path
    """Measurements (.parquet)."""


def main(arguments: BenchOrchestration) -> None:
    write_measurements(added_up(arguments), arguments.output, torch.device("cpu"))


def added_up(arguments: BenchOrchestration) -> Iterator[Row]:
    """Yield the study's wall time and what it is made of; nothing if there is no such study."""
    jobs = read_jobs(arguments.benchmarks)
    if "train.py" not in set(jobs["step"]):  # the data alone are made for the benchmark too
        logging.warning("%s: no study there; run `make all` first, in one go", arguments.benchmarks)
        return
    steps = read_table(arguments.steps)
    start_ups = steps[steps["group"] == "start-up"].set_index("variant")["value"].to_dict()
    total = orchestration(jobs, start_ups, arguments.cores)
    for quantity, unit, value in (
        ("jobs", "", total.jobs),
        ("wall time", "s", total.wall),
        ("longest pause", "s", total.pause),
        ("seconds in jobs", "s", total.in_jobs),
        ("of them starting up", "s", total.starting),
        ("of them computing", "s", total.computing),
        ("share not computing", "", total.not_computing),
    ):
        yield measurement(group="orchestration", variant=arguments.study, quantity=quantity, unit=unit, values=value)


if __name__ == "__main__":
    run(main, BenchOrchestration)
