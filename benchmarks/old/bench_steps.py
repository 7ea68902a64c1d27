"""Time what the study does beside training and sampling: scores, the analysis of schedules, starting a step."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import torch

from hotcold import seeds
from hotcold.artifacts import read_arrays
from hotcold.bench.rounds import Task, interleave, stopwatch, warmed
from hotcold.bench.table import Row, measurement, write_measurements
from hotcold.cli import Arguments, run
from hotcold.config.base import Choice
from hotcold.config.bench import BenchSettings
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device
from hotcold.features.digit_classifier import FEATURES, DigitClassifier, classify
from hotcold.frechet import frechet_distance
from hotcold.gaussianity import exact_distance, pixel_levels
from hotcold.schedules import make_schedule

CPU = torch.device("cpu")


class BenchSteps(Arguments):
    """Time scores, the analysis of schedules, and starting a step."""

    settings: BenchSettings
    """How much is timed, and how often."""

    schedules: dict[str, Choice]
    """Schedules by name."""

    timesteps: int = 1000
    """T."""

    pixel_limit: float = 0.5
    """Pixels are scaled to [-pixel_limit, pixel_limit]."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Measurements (.parquet)."""


def main(arguments: BenchSteps) -> None:
    device = pick_device(arguments.compute.device)
    digits = read_arrays(arguments.digits, "digits")["train_images"]
    rows = [*scoring(arguments, digits, device), *gaussianity(arguments, digits), *start_up(arguments)]
    write_measurements(rows, arguments.output, device)


def scoring(arguments: BenchSteps, digits: np.ndarray, device: torch.device) -> Iterator[Row]:
    """Yield the rate of the digit features, and the seconds of a Fréchet distance between so many of them."""
    n, repeats = arguments.settings.scored_images, arguments.settings.repeats
    images = np.resize(digits, (n, *digits.shape[1:]))
    classifier = DigitClassifier().to(device).eval().requires_grad_(False)
    generator = seeds.numpy_generator(0, "bench", "features")
    real, generated = generator.standard_normal((2, n, FEATURES), dtype=np.float32)
    tasks = {
        "features": warmed(partial(classify, classifier, images), device),
        "distance": warmed(partial(frechet_distance, real, generated), CPU),
    }
    seconds = interleave(repeats, tasks)
    yield measurement(
        group="scoring", variant="digit features", quantity="rate", unit="image/s", values=n / seconds["features"]
    )
    yield measurement(
        group="scoring",
        variant=f"Fréchet distance, {n:,} against {n:,}",
        quantity="wall time",
        unit="s",
        values=seconds["distance"],
    )


def gaussianity(arguments: BenchSteps, digits: np.ndarray) -> Iterator[Row]:
    """Yield the seconds of the exact distances of all schedules at all steps."""
    schedules = [make_schedule(c.function, arguments.timesteps, c.options) for c in arguments.schedules.values()]
    levels = pixel_levels(digits, arguments.pixel_limit)

    def distances() -> None:
        for schedule in schedules:
            exact_distance(schedule.alpha_bar[1:], *levels)

    yield measurement(
        group="gaussianity",
        variant=f"exact distance, {len(schedules)} schedules × {arguments.timesteps:,} steps",
        quantity="wall time",
        unit="s",
        values=interleave(arguments.settings.repeats, {"distances": warmed(distances, CPU)})["distances"],
    )


def start_up(arguments: BenchSteps) -> Iterator[Row]:
    """Yield the seconds that each step of the study takes to explain itself: Python and its imports, no work."""

    def start(script: Path) -> Task:
        def task() -> float:
            with stopwatch(CPU) as watch:
                subprocess.run([sys.executable, str(script), "--help"], check=True, stdout=subprocess.DEVNULL)
            return watch.seconds

        return task

    scripts = sorted(path for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("bench_"))
    seconds = interleave(arguments.settings.repeats, {path.name: start(path) for path in scripts})
    for script, times in seconds.items():
        yield measurement(group="start-up", variant=script, quantity="wall time", unit="s", values=times)


if __name__ == "__main__":
    run(main, BenchSteps)
