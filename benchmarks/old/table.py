"""The table of measurements: one a row, with its unit, its range, what it is compared with, and the machine."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import ArrayLike

from hotcold.artifacts import Column, write_table

Row = dict[str, object]

BENCH = {
    "group": Column("", "what is measured: training, sampling, roofline, scoring, …"),
    "network": Column("", "model of the config's bench.models; empty where none is concerned"),
    "variant": Column("", "how it is done, or what exactly is measured"),
    "precision": Column("", "of the network's or the matrix product's arithmetic"),
    "baseline": Column("", "the variant that the ratio compares with; empty where there is no ratio"),
    "quantity": Column("", "what the value is"),
    "unit": Column("", "unit of value, low and high"),
    "value": Column("unit", "median over the repeats"),
    "low": Column("unit", "lowest of the repeats"),
    "high": Column("unit", "highest of the repeats"),
    "ratio": Column("", "median over the rounds of this variant's rate over the baseline's in the same round"),
    "ratio_low": Column("", "lowest of these ratios"),
    "ratio_high": Column("", "highest of these ratios"),
    "repeats": Column("", "how often it was measured"),
    "flops": Column("FLOP", "floating-point operations per item, two a multiplication with addition, as counted"),
    "share": Column("", "FLOP/s as a share of a matrix product's in that precision, median over the same rounds"),
    "threads": Column("", "CPU threads"),
    "cpu": Column("", "model of the CPU"),
    "cores": Column("", "CPU cores at hand"),
    "device": Column("", "cpu, or the GPU that the networks ran on"),
    "torch": Column("", "version of PyTorch"),
}

NUMBERS = dict.fromkeys(("value", "low", "high", "ratio", "ratio_low", "ratio_high", "flops", "share"), float)


def measurement(
    *,
    group: str,
    quantity: str,
    unit: str,
    values: ArrayLike,
    network: str = "",
    variant: str = "",
    precision: str = "",
    baseline: str = "",
    against: ArrayLike | None = None,
    flops: float = np.nan,
    peak: ArrayLike | None = None,
) -> Row:
    """Return one row.

    Args:
        group: part of the benchmark.
        quantity: what is measured.
        unit: of the values.
        values: the measurement, once a round.
        network: the model concerned.
        variant: how it is done.
        precision: float32 or bfloat16.
        baseline: the variant that ``against`` was measured with.
        against: its values in the same rounds.
        flops: FLOP per item, where the values are items per second.
        peak: FLOP per second of the matrix product in the same rounds.

    """
    values = np.atleast_1d(np.asarray(values, dtype=np.float64))
    ratios = np.array([np.nan]) if against is None else values / np.asarray(against)
    return {
        "group": group,
        "network": network,
        "variant": variant,
        "precision": precision,
        "baseline": baseline,
        "quantity": quantity,
        "unit": unit,
        **_spread(values, "value", "low", "high"),
        **_spread(ratios, "ratio", "ratio_low", "ratio_high"),
        "repeats": len(values),
        "flops": flops,
        "share": np.nan if peak is None else float(np.median(values * flops / np.asarray(peak))),
    }


def write_measurements(rows: Iterable[Row], path: Path, device: torch.device) -> None:
    """Write rows of `measurement` with the machine that they were measured on."""
    machine = {
        "threads": torch.get_num_threads(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
        "torch": torch.__version__,
    }
    measured = [name for name in BENCH if name not in machine]
    frame = pd.DataFrame(rows, columns=measured).astype(NUMBERS)  # also where there is no row
    write_table(frame.assign(**machine), path, BENCH)


def _spread(values: np.ndarray, median: str, low: str, high: str) -> dict[str, float]:
    return {median: float(np.median(values)), low: float(values.min()), high: float(values.max())}


def _cpu() -> str:
    """Return the CPU's model: Linux keeps it in /proc, elsewhere the platform knows it."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
