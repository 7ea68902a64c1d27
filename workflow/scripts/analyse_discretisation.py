"""Tabulate what few sampling steps leave undone, with a perfect denoiser of Gaussian data."""

from pathlib import Path

from hotcold.config.base import Choice
from hotcold.config.discretisation import Discretised
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.discretisation import DISCRETISATION, discretisation_table
from hotcold.evaluation.gaussian_pair import digits_and_garments, digits_and_noise
from hotcold.steps.command import Arguments, run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table


class AnalyseDiscretisation(Arguments):
    """Tabulate what few sampling steps leave undone, with a perfect denoiser of Gaussian data."""

    digits: Path
    """Digits, as get_data.py writes them (.npz); those of training give the mean and the covariance."""

    garments: Path
    """Garments, likewise: what morphs end in."""

    choices: dict[str, Choice]
    """Schedules by name."""

    timesteps: int
    """T."""

    pixel_limit: float
    """Pixels are scaled to [-pixel_limit, pixel_limit]."""

    plans: list[Discretised]
    """Schedules, samplers and numbers of steps of each degradation."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: AnalyseDiscretisation) -> None:
    digits = read_arrays(arguments.digits, "digits")["train_images"]
    garments = read_arrays(arguments.garments, "garments")["train_images"]
    pairs = {
        "gaussian": digits_and_noise(digits, arguments.pixel_limit),
        "morph": digits_and_garments(digits, garments, arguments.pixel_limit),
    }
    schedules = {name: make_schedule(choice, arguments.timesteps) for name, choice in arguments.choices.items()}
    samplers = sum(len(plan.schedules) * len(plan.samplers) for plan in arguments.plans)
    with progress(samplers, "discretisation", unit="sampler") as bar:
        table = discretisation_table(arguments.plans, schedules, pairs, lambda: bar.update(1))
    write_table(table, arguments.output, DISCRETISATION)


if __name__ == "__main__":
    run(main, AnalyseDiscretisation)
