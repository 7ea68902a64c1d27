"""Tabulate the noise schedules and when z_t's pixels pass for Gaussian: sampled, as published, and exact."""

from pathlib import Path

from hotcold.config.base import Choice
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.schedule_tables import (
    CROSSINGS,
    INTRODUCTION,
    KS,
    SCHEDULES,
    analyse,
    sampled_tests,
    schedule_table,
    summary,
)
from hotcold.steps.command import Arguments, run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table, write_text_table


class AnalyseSchedules(Arguments):
    """Tabulate the noise schedules and when z_t's pixels pass for Gaussian."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    choices: dict[str, Choice]
    """Schedules by name."""

    timesteps: int
    """T."""

    pixel_limit: float
    """Pixels are scaled to [-pixel_limit, pixel_limit]."""

    settings: GaussianitySettings
    """Sizes and threshold of the tests."""

    schedules: Path
    """Table of the schedules to write (.parquet)."""

    ks: Path
    """Table of K-S distances to write (.parquet)."""

    crossings: Path
    """Table of the first t that passes to write (.parquet)."""

    text: Path
    """The same to read (.md)."""


def main(arguments: AnalyseSchedules) -> None:
    digits = read_arrays(arguments.digits, "digits")["train_images"]
    schedules = {name: make_schedule(choice, arguments.timesteps) for name, choice in arguments.choices.items()}
    tests = len(schedules) * len(sampled_tests(arguments.settings)) * arguments.settings.noise_seeds
    with progress(tests, "K-S", unit="test") as bar:
        ks, crossings = analyse(schedules, digits, arguments.pixel_limit, arguments.settings, lambda: bar.update(1))
    write_table(schedule_table(schedules), arguments.schedules, SCHEDULES)
    write_table(ks, arguments.ks, KS)
    write_table(crossings, arguments.crossings, CROSSINGS)
    write_text_table(summary(crossings), arguments.text, INTRODUCTION)


if __name__ == "__main__":
    run(main, AnalyseSchedules)
