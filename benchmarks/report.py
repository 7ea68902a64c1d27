"""The measurements as a table, as text and as a figure."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from hotcold.figures.parts.style import PAGE_WIDTH, new_figure
from hotcold.storage.atomic import replacing
from hotcold.storage.tables import Column, write_table, write_text_table

Row = dict[str, object]
COLUMNS = {
    "part": Column("", "what is measured: training, sampling, …"),
    "variant": Column("", "how it is done, or how large it is"),
    "model": Column("", "network of the config; empty where none is concerned"),
    "quantity": Column("", "what the value is"),
    "unit": Column("", "of value, low and high"),
    "value": Column("unit", "median over the rounds"),
    "low": Column("unit", "lowest of the rounds"),
    "high": Column("unit", "highest of the rounds"),
    "ratio": Column("", "to the usual way's rate in the same round, median over the rounds"),
    "ratio_low": Column("", "lowest of these ratios"),
    "ratio_high": Column("", "highest of these ratios"),
    "share": Column("", "of the bfloat16 matrix product's FLOP/s in the same round, median over the rounds"),
    "device": Column("", "cpu, or the GPU's name"),
    "threads": Column("", "of the CPU"),
    "torch": Column("", "version of PyTorch"),
}
EXPLANATION = """# Benchmark
{device}, {threads} CPU threads, PyTorch {torch}. Medians, lowest and highest of the rounds. Ratios are to the usual
way (float32, with TF32 where PyTorch's defaults have it; PyTorch's layers and memory format; freed memory given back),
taken within a round. Shares count two operations a multiplication with addition, an update as three predictions."""


def row(*about: str, values: ArrayLike, model: str = "", ratios: ArrayLike = np.nan, shares: ArrayLike = np.nan) -> Row:
    """Return one row: its part, variant, quantity and unit, and what was measured in each round."""
    part, variant, quantity, unit = about
    spreads = np.percentile(values, [50, 0, 100]), np.percentile(ratios, [50, 0, 100])
    cells = (part, variant, model, quantity, unit, *spreads[0], *spreads[1], np.median(shares))
    return dict(zip(COLUMNS, cells, strict=False))


def machine(device: torch.device) -> dict[str, object]:
    """Return what the measurements hold for."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
    return {"device": name, "threads": torch.get_num_threads(), "torch": torch.__version__}


def write_tables(rows: Iterable[Row], path: Path, device: torch.device, explanation: str) -> pd.DataFrame:
    """Write a table as .parquet and as .md, and return it."""
    table, where = pd.DataFrame(rows), machine(device)
    write_table(table.assign(**where), path.with_suffix(".parquet"), COLUMNS)
    write_text_table(table, path.with_suffix(".md"), explanation.format(**where))
    return table


def write(rows: Iterable[Row], folder: Path, device: torch.device) -> None:
    """Write bench.parquet, bench.md and bench.png."""
    table = write_tables(rows, folder / "bench", device, EXPLANATION)
    with replacing(folder / "bench.png") as path:
        draw(table).savefig(path, dpi=200)


def draw(table: pd.DataFrame) -> Figure:
    """Draw the ratios to the usual way, a panel for each model's training and sampling."""
    panels = table[table["ratio"].notna()].groupby(["part", "model"], sort=False)
    figure = new_figure(PAGE_WIDTH, 1.5 * len(panels))
    for axes, ((part, model), rows) in zip(figure.subplots(len(panels), squeeze=False).flat, panels, strict=True):
        reach = [rows["ratio"] - rows["ratio_low"], rows["ratio_high"] - rows["ratio"]]
        bars = axes.barh(rows["variant"], rows["ratio"], xerr=reach, color="#56B4E9")
        axes.bar_label(bars, [f"{share:.0%}" for share in rows["share"]], padding=3)
        axes.invert_yaxis()
        axes.set_title(f"{part} of {model}: times the usual way's rate, and share of the bfloat16 product's")
    return figure
