"""Time one model's sampling: as it comes, in float32, and as the study does it, part by part."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold import plugins, seeds
from hotcold.artifacts import read_arrays
from hotcold.bench.arguments import ModelBench
from hotcold.bench.operations import count_operations
from hotcold.bench.ours import STUDY
from hotcold.bench.plain_process import plain_process
from hotcold.bench.rounds import PRECISIONS, Task, interleave, matrix_product
from hotcold.bench.sampling import plain_restorer, sampling_task, study_restorer
from hotcold.bench.table import Row, measurement, write_measurements
from hotcold.cli import run
from hotcold.config.training import Precision
from hotcold.device import pick_device
from hotcold.model_parts import model_degradation
from hotcold.networks import build_network
from hotcold.pixels import to_model
from hotcold.samplers import Restorer

PLAIN = "float32"
OURS: dict[str, Precision] = {"+ kept memory, channels-last": "float32", STUDY: "bfloat16"}


class BenchSampling(ModelBench):
    """Time one model's sampling; of the digits only their size counts."""


def main(arguments: BenchSampling) -> None:
    device = pick_device(arguments.compute.device)
    garments = read_arrays(arguments.garments, "garments")["test_images"]
    with plain_process(plain_tasks, arguments, garments) as plain:
        rows = list(compared(arguments, garments, plain, device))
    write_measurements(rows, arguments.output, device)


def plain_tasks(arguments: BenchSampling, garments: NDArray[np.uint8]) -> dict[str, Task]:
    """Return the task of sampling as it comes."""
    bench = Bench(arguments, garments)
    return {PLAIN: bench.task(plain_restorer(bench.network, bench.degradation, arguments.pixel_limit))}


class Bench:
    """One model's sampling."""

    def __init__(self, arguments: BenchSampling, garments: NDArray[np.uint8]) -> None:
        settings, model = arguments.settings, arguments.settings.models[arguments.name]
        self.description = model.description(arguments.name, arguments.pixel_limit)
        device = pick_device(arguments.compute.device)
        choice = self.description.network_function
        self.network = build_network(choice.function, choice.options, seeds.derive(0, "weights")).to(device)
        self.degradation = model_degradation(self.description, device)
        draw = plugins.entry("latents", self.degradation.end)
        pool = to_model(garments, arguments.pixel_limit)
        self.latents = draw(pool, settings.sampled_images, seeds.numpy_generator(0, "latents"))
        self.sampler = model.sampler

    def task(self, restorer: Restorer) -> Task:
        """Return the task of sampling with that restorer."""
        return sampling_task(restorer, self.sampler, self.latents)


def compared(
    arguments: BenchSampling, garments: NDArray[np.uint8], plain: dict[str, Task], device: torch.device
) -> Iterator[Row]:
    """Yield the rates of sampling as it comes, in the tasks of `plain_tasks`, and of ours."""
    settings, bench = arguments.settings, Bench(arguments, garments)
    operations = count_operations(bench.network)
    ours = {
        variant: bench.task(study_restorer(bench.network, bench.description, arguments.compute, precision))
        for variant, precision in OURS.items()
    }
    products = {
        f"product, {precision}": matrix_product(settings.matrix_size, dtype, device)
        for precision, dtype in PRECISIONS.items()
    }
    seconds = interleave(settings.pairs, products, plain, ours)
    rates = {name: settings.sampled_images * bench.sampler.steps / seconds[name] for name in (*plain, *ours)}
    for variant, precision in {PLAIN: "float32", **OURS}.items():
        yield measurement(
            group="sampling",
            network=arguments.name,
            variant=variant,
            precision=precision,
            baseline="" if variant == PLAIN else PLAIN,
            quantity="rate",
            unit="image·step/s",
            values=rates[variant],
            against=None if variant == PLAIN else rates[PLAIN],
            flops=operations.forward,
            peak=2 * settings.matrix_size**3 / seconds[f"product, {precision}"],
        )


if __name__ == "__main__":
    run(main, BenchSampling)
