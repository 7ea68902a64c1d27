"""Time one model's training: the usual loop, ours with its parts added one by one, and a matrix product."""

import logging
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold import seeds
from hotcold.artifacts import read_arrays
from hotcold.bench.arguments import ModelBench
from hotcold.bench.operations import Operations, count_operations, profile, time_by_part
from hotcold.bench.ours import (
    LADDER,
    STUDY,
    Variant,
    compile_network,
    epoch_task,
    epochs_of,
    start,
    to_images,
)
from hotcold.bench.plain_process import plain_process
from hotcold.bench.rounds import PRECISIONS, Floats, Task, interleave, matrix_product, pointwise_convolution, stopwatch
from hotcold.bench.table import Row, measurement, write_measurements
from hotcold.bench.usual import UsualTraining, usual_task
from hotcold.cli import run
from hotcold.config.training import TrainingSettings
from hotcold.device import autocast, pick_device
from hotcold.model_parts import model_degradation
from hotcold.networks import build_network
from hotcold.training_state import EpochLosses

Bytes = NDArray[np.uint8]


class BenchTraining(ModelBench):
    """Time one model's training."""


def main(arguments: BenchTraining) -> None:
    device = pick_device(arguments.compute.device)
    digits, garments = (
        read_arrays(path, kind)["train_images"]
        for path, kind in ((arguments.digits, "digits"), (arguments.garments, "garments"))
    )
    bench = Bench(arguments, digits, garments)
    with plain_process(plain_tasks, arguments, digits, garments) as plain:
        rows = [*bench.compared(plain), *bench.roofline()]
    write_measurements(rows, arguments.output, device)


def plain_tasks(arguments: BenchTraining, digits: Bytes, garments: Bytes) -> dict[str, Task]:
    """Return the tasks of the usual loop, and of those of ours that don't keep freed memory."""
    bench = Bench(arguments, digits, garments)
    return {"usual": bench.usual(digits, garments), **bench.ours(kept_memory=False)}


class Bench:
    """One model's trainings."""

    def __init__(self, arguments: BenchTraining, digits: Bytes, garments: Bytes) -> None:
        self.name, self.settings = arguments.name, arguments.settings
        self.device = pick_device(arguments.compute.device)
        self.pixel_limit = arguments.pixel_limit
        self.model = self.settings.models[arguments.name]
        description = self.model.description(arguments.name, arguments.pixel_limit)
        self.degradation = model_degradation(description, self.device)
        self.n = self.model.updates * self.settings.batch_size
        self.images = to_images(digits, garments, self.n, arguments.pixel_limit, self.device)
        self.operations: Operations = count_operations(self._network())
        self.compile_seconds: float | None = None
        rates = TrainingSettings()
        self.optimisation = {"learning_rate": rates.learning_rate, "ema_decay": rates.ema_decay}

    def usual(self, digits: Bytes, garments: Bytes) -> Task:
        """Return the task of the usual loop."""
        return usual_task(
            UsualTraining(self._network(), self.degradation, **self.optimisation),
            digits,
            garments if self.degradation.end == "garments" else None,
            self.pixel_limit,
            batch_size=self.settings.batch_size,
            updates=self.model.updates,
            device=self.device,
        )

    def ours(self, *, kept_memory: bool) -> dict[str, Task]:
        """Return the tasks of ours by variant, those that keep freed memory or the others."""
        chosen = [variant for variant in LADDER if variant.kept_memory == kept_memory]
        return {variant.name: task for variant in chosen if (task := self._ours(variant))}

    def compared(self, plain: dict[str, Task]) -> Iterator[Row]:
        """Yield the rates of the matrix product, the usual loop and each of ours.

        Args:
            plain: the tasks of `plain_tasks`.

        """
        size = self.settings.matrix_size
        products = {precision: matrix_product(size, dtype, self.device) for precision, dtype in PRECISIONS.items()}
        convolutions = {
            f"{precision}, 1×1": pointwise_convolution(size, dtype, self.device)
            for precision, dtype in PRECISIONS.items()
        }
        kept = self.ours(kept_memory=True)
        seconds = interleave(self.settings.pairs, products, convolutions, plain, kept)
        peak = {precision: 2 * size**3 / seconds[precision] for precision in PRECISIONS}
        for precision in PRECISIONS:
            for variant, name in ((f"{size} × {size}", precision), ("as a 1×1 convolution", f"{precision}, 1×1")):
                yield measurement(
                    group="matrix product",
                    network=self.name,
                    variant=variant,
                    precision=precision,
                    quantity="rate",
                    unit="GFLOP/s",
                    values=2 * size**3 / seconds[name] / 1e9,
                )
        rates = {name: self.n / seconds[name] for name in (*plain, *kept)}
        yield self._rate("usual", "float32", rates["usual"], peak["float32"])
        for variant in LADDER:
            if variant.name in rates:
                yield self._rate(
                    variant.name, variant.precision, rates[variant.name], peak[variant.precision], rates["usual"]
                )
        if self.compile_seconds is not None:
            yield measurement(
                group="training",
                network=self.name,
                variant="+ compiled",
                quantity="compile time",
                unit="s",
                values=self.compile_seconds,
            )

    def roofline(self) -> Iterator[Row]:
        """Yield what a step of the study's training is spent on, and the rate that its convolutions alone reach."""
        repeats = self.settings.repeats
        variant = next(variant for variant in LADDER if variant.name == STUDY)
        epochs = self._epochs(variant, repeats)
        product = matrix_product(self.settings.matrix_size, PRECISIONS[variant.precision], self.device)
        steps, parts, products = [], [], []
        for _ in range(repeats):
            products.append(product())
            with profile(self.device) as profiled, stopwatch(self.device) as watch:
                next(epochs)
            steps.append(watch.seconds)
            parts.append(time_by_part(profiled.events(), self.device))
        step = np.array(steps)
        seconds = {part: np.array([times[part] for times in parts]) for part in parts[0]}
        common = {
            "group": "roofline",
            "network": self.name,
            "precision": variant.precision,
        }
        for part, spent in seconds.items():
            yield measurement(**common, variant=part, quantity="share of the step's time", unit="", values=spent / step)
        rest = step - sum(seconds.values())
        yield measurement(
            **common, variant="all else", quantity="share of the step's time", unit="", values=rest / step
        )
        yield measurement(
            **common,
            variant="convolution",
            quantity="rate of this part alone",
            unit="image/s",
            values=self.n / seconds["convolution"],
            flops=self.operations.convolutions,
            peak=2 * self.settings.matrix_size**3 / np.array(products),
        )

    def _rate(self, variant: str, precision: str, rates: Floats, peak: Floats, usual: Floats | None = None) -> Row:
        return measurement(
            group="training",
            network=self.name,
            variant=variant,
            precision=precision,
            baseline="" if usual is None else "usual",
            quantity="rate",
            unit="image/s",
            values=rates,
            against=usual,
            flops=self.operations.training,
            peak=peak,
        )

    def _ours(self, variant: Variant) -> Task | None:
        if variant.compiled and not self.settings.compiled:
            return None
        try:
            return epoch_task(self._epochs(variant, self.settings.pairs), self.device)
        except RuntimeError as error:
            if not variant.compiled:
                raise
            logging.warning("%s is left out: %s", variant.name, str(error).splitlines()[0])
            return None

    def _epochs(self, variant: Variant, epochs: int) -> Iterator[EpochLosses]:
        network = self._network()
        if variant.compiled:
            context = autocast(self.device, variant.precision)
            self.compile_seconds = compile_network(network, self.images, self.settings.batch_size, context)
        return epochs_of(
            variant,
            start(variant, network, **self.optimisation),
            self.degradation,
            self.images,
            epochs=epochs,
            batch_size=self.settings.batch_size,
        )

    def _network(self) -> torch.nn.Module:
        choice = self.model.network
        return build_network(choice.function, choice.options, seeds.derive(0, "weights")).to(self.device)


if __name__ == "__main__":
    run(main, BenchTraining)
