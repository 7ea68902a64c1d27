"""Timing in rounds: every task once, one after the other, then all again."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

Floats = NDArray[np.float64]
Task = Callable[[], float]  # does its work once; returns the seconds that count

PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}
LEAST_SECONDS = 0.2  # short work is repeated until it takes so long: a clock reading is worth little below


@dataclass
class Watch:
    """What a stopwatch read."""

    seconds: float = math.nan


@contextmanager
def stopwatch(device: torch.device) -> Iterator[Watch]:
    """Time a block of work, that of the device included."""
    watch = Watch()
    _finish(device)
    start = time.perf_counter()
    yield watch
    _finish(device)
    watch.seconds = time.perf_counter() - start


def interleave(rounds: int, *groups: Mapping[str, Task]) -> dict[str, Floats]:
    """Return the seconds (rounds,) of each group's tasks; every other round runs backwards, against a steady drift.

    Raises:
        ValueError: two tasks have one name.

    """
    tasks = {name: task for group in groups for name, task in group.items()}
    if len(tasks) < sum(map(len, groups)):
        raise ValueError(f"two tasks of one name among {[name for group in groups for name in group]}")
    seconds = {name: np.full(rounds, np.nan) for name in tasks}
    for k in range(rounds):
        for name in list(tasks)[:: -1 if k % 2 else 1]:
            seconds[name][k] = tasks[name]()
    return seconds


def repeated(work: Callable[[], object], device: torch.device) -> Task:
    """Return a task that gives the mean seconds of short ``work``, run at least `LEAST_SECONDS` long each time."""
    work()
    with stopwatch(device) as once:
        work()
    times = math.ceil(LEAST_SECONDS / once.seconds)

    def task() -> float:
        with stopwatch(device) as watch:
            for _ in range(times):
                work()
        return watch.seconds / times

    return task


def warmed(work: Callable[[], object], device: torch.device) -> Task:
    """Run ``work`` once as a warm-up; return a task that times it."""
    work()

    def task() -> float:
        with stopwatch(device) as watch:
            work()
        return watch.seconds

    return task


def matrix_product(size: int, dtype: torch.dtype, device: torch.device) -> Task:
    """Return a task that multiplies two (size, size) matrices: the rate that arithmetic can reach here."""
    a, b = torch.randn((2, size, size), generator=torch.Generator().manual_seed(0)).to(device, dtype)
    return repeated(lambda: a @ b, device)


def pointwise_convolution(size: int, dtype: torch.dtype, device: torch.device) -> Task:
    """Return a task that makes the same product as `matrix_product` with the convolutions' library.

    Where the matrix product's library is slow in float32, this shows what the hardware's float32 can do, and with
    it how much faster bfloat16 can be at best.
    """
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randn((1, size, 1, size), generator=generator).to(device, dtype, memory_format=torch.channels_last)
    weight = torch.randn((size, size, 1, 1), generator=generator).to(device, dtype, memory_format=torch.channels_last)
    return repeated(lambda: F.conv2d(pixels, weight), device)


def _finish(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
