"""Timing in rounds: every way once in turn, each in a process that hands out memory as that way has it."""

import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from hotcold.steps.allocator import keep_freed_memory

Floats = NDArray[np.float64]
Work = Callable[[int], object]  # does a unit of work so many times
_READY: dict[str, tuple[Work, int]] = {}  # in a process that is timed: what it does, and how often at once


class Way(NamedTuple):
    """A way of doing something."""

    build: Callable[[], Work]  # called in the process that is timed
    keeps_memory: bool = False  # see hotcold.steps.allocator


def in_rounds(ways: Mapping[str, Way], rounds: int, device: torch.device, least: float) -> dict[str, Floats]:
    """Return the seconds (rounds,) of a unit of work of each way; every other round runs backwards, against a drift.

    Short work is repeated until it takes ``least`` seconds.
    """
    spawn, order = get_context("spawn"), list(ways)
    with ProcessPoolExecutor(1, spawn) as plain, ProcessPoolExecutor(1, spawn, keep_freed_memory) as kept:
        process = {name: kept if way.keeps_memory else plain for name, way in ways.items()}
        for name, way in ways.items():
            process[name].submit(_prepare, name, way.build, device, least).result()
        seconds = {name: np.empty(rounds) for name in ways}
        for k in range(rounds):
            for name in order[:: -1 if k % 2 else 1]:
                seconds[name][k] = process[name].submit(_measure, name, device).result()
    return seconds


def _prepare(name: str, build: Callable[[], Work], device: torch.device, least: float) -> None:
    _READY[name] = build(), 1
    _measure(name, device)  # warms up
    _READY[name] = _READY[name][0], max(1, math.ceil(least / _measure(name, device)))


def _measure(name: str, device: torch.device) -> float:
    work, units = _READY[name]
    start = clock(device)
    work(units)
    return (clock(device) - start) / units


def clock(device: torch.device) -> float:
    """Return the time when all is done that the device was asked for."""
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return time.perf_counter()
