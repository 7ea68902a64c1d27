"""Measure how wall time and peak memory grow with batch size, number of samples and number of runs."""

import copy
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hotcold.bench.growth import grown, plan, step, write_overlay
from hotcold.bench.table import Row, write_measurements
from hotcold.checkpoints import save_checkpoint
from hotcold.cli import Arguments, run
from hotcold.config.base import Choice
from hotcold.config.bench import BenchModel, BenchSettings
from hotcold.config.sampling import Sampler
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device
from hotcold.networks import build_network

SMALL = BenchModel(
    network=Choice(function="cnn", options={"channels": [4]}),
    degradation="gaussian",
    sampler=Sampler(function="direct", steps=1),
)


class BenchGrowth(Arguments):
    """Measure how wall time and peak memory grow."""

    settings: BenchSettings
    """How large things grow."""

    runs: dict[str, Any]
    """The config's runs, copies of which are planned."""

    pixel_limit: float = 0.5
    """Pixels are scaled to [-pixel_limit, pixel_limit]."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    garments: Path
    """Garments, likewise."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Measurements (.parquet)."""


def main(arguments: BenchGrowth) -> None:
    with TemporaryDirectory() as folder:
        rows = [
            *with_batch_size(arguments, Path(folder)),
            *with_samples(arguments, Path(folder)),
            *with_runs(arguments, Path(folder)),
        ]
    write_measurements(rows, arguments.output, pick_device(arguments.compute.device))


def with_batch_size(arguments: BenchGrowth, folder: Path) -> Iterator[Row]:
    """Yield time and memory of trainings on the same digits, an epoch each."""
    growth = arguments.settings.growth
    for name, model in arguments.settings.models.items():
        for size in growth.batch_sizes:
            training = {
                "epochs": 1,
                "checkpoints": [1],
                "images": growth.images,
                "validation_images": 1,
                "batch_size": size,
            }
            command = step(
                "train.py",
                model=model.description(name, arguments.pixel_limit).model_dump(mode="json"),
                training=training,
                compute=arguments.compute.model_dump(mode="json"),
                digits=arguments.digits,
                garments=arguments.garments,
                output=folder / "training",
            )
            yield from grown("batch size", size, command, network=name)


def with_samples(arguments: BenchGrowth, folder: Path) -> Iterator[Row]:
    """Yield time and memory of so many samples, drawn in one step from a small network."""
    description = SMALL.description("small", arguments.pixel_limit)
    network = build_network(SMALL.network.function, SMALL.network.options, seed=0)
    checkpoint = folder / "small.safetensors"
    save_checkpoint(checkpoint, description, 0, network, copy.deepcopy(network))
    for n in arguments.settings.growth.samples:
        command = step(
            "sample.py",
            checkpoints=[str(checkpoint)],
            images=[n],
            outputs=[str(folder / "samples.npz")],
            sampler=SMALL.sampler.model_dump(mode="json"),
            garments=arguments.garments,
            compute=arguments.compute.model_dump(mode="json"),
        )
        yield from grown("samples", n, command)


def with_runs(arguments: BenchGrowth, folder: Path) -> Iterator[Row]:
    """Yield time and memory of Snakemake's plan for a study of so many runs, nothing of it made."""
    overlay = folder / "overlay.yaml"
    for n in arguments.settings.growth.runs:
        write_overlay(overlay, "growth", arguments.runs, n)
        yield from grown("runs", n, plan(overlay))


if __name__ == "__main__":
    run(main, BenchGrowth)
