"""What the figures of the latent experiments share: numbers of the table latents, in words and drawn."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from hotcold import plugins
from hotcold.claims.parts.notation import written
from hotcold.figures.parts.intervals import summary
from hotcold.figures.parts.style import CLASSES, GREY, label
from hotcold.storage.arrays import Arrays

REAL = "real digits"


def option_values(file: Arrays, option: str) -> list[Any]:
    """Return what an option of an experiment's source is at each level: swept, given, or left to its default."""
    about, values = file.metadata, file["values"].tolist()
    if about["option"] == option:
        return list(values)
    return [(plugins.defaults("latents", about["source"]) | about["options"])[option]] * len(values)


def by_option(latents: pd.DataFrame, file: Arrays, option: str) -> pd.DataFrame:
    """Return the rows of an experiment as `of_experiment` does, with what that option is as their level."""
    rows = of_experiment(latents, file.metadata["experiment"])
    return rows if file.metadata["option"] == option else rows.assign(level=option_values(file, option)[0])


def of_experiment(latents: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return one row a level and metric of an experiment: value, low, high, seeds."""
    return summary(latents[latents["experiment"] == name], ["level", "metric"])


def at(rows: pd.DataFrame, metric: str, level: float = np.nan) -> pd.Series:
    """Return the row of a metric at a level; NaN where nothing is swept."""
    there = rows["level"].isna() if np.isnan(level) else rows["level"] == level
    found: pd.Series = rows[there & (rows["metric"] == metric)].iloc[0]
    return found


def sampled_by(experiments: Sequence[Arrays]) -> str:
    """Return how experiments were sampled, in words; all are alike."""
    about = experiments[0].metadata
    return f"by {label(about['sampler'])} in {about['steps']} step{'s' * (about['steps'] > 1)}"


def ends_of(values: Sequence[float]) -> list[float]:
    """Return the first and the last of some values, or the only one."""
    return list(dict.fromkeys([values[0], values[-1]]))


def percent(row: pd.Series) -> str:
    """Return a share with its interval, where it has one, e.g. ``45 [38, 52] %``."""
    value, low, high = (100 * float(row[name]) for name in ("value", "low", "high"))
    return written(value, low, high, "%")


def with_intervals(axes: Axes, x: Sequence[float], rows: Sequence[pd.Series], **options: Any) -> None:  # noqa: ANN401
    """Draw points with their intervals, joined by a line."""
    table = pd.DataFrame(rows)
    (line,) = axes.plot(x, table["value"], marker="o", **options)
    axes.vlines(x, table["low"], table["high"], color=line.get_color(), linewidth=1)


def real_level(axes: Axes, real: pd.DataFrame, metric: str) -> None:
    """Draw where real digits lie."""
    if metric in set(real["metric"]):
        level = at(real, metric)["value"]
        axes.axhline(level, color=GREY, linestyle="--", linewidth=0.8, label=f"{REAL}: {written(level)}")


def class_bars(axes: Axes, rows: pd.DataFrame, level: float, colours: Sequence[str]) -> None:
    """Draw the shares of the ten classes with their intervals, beside even ones."""
    shares = pd.DataFrame([at(rows, name, level) for name in CLASSES])
    axes.bar(range(10), shares["value"], color=colours)
    axes.vlines(range(10), shares["low"], shares["high"], color="black", linewidth=0.8)
    axes.axhline(0.1, color=GREY, linestyle="--", linewidth=0.8)
    axes.set(xticks=range(10), xlabel="class")


def highest_share(tables: Sequence[pd.DataFrame]) -> float:
    """Return the upper end of an axis that all classes' shares fit."""
    rows = pd.concat(list(tables))
    rows = rows[rows["metric"].isin(CLASSES)]
    return max(0.3, 1.05 * float(rows[["value", "high"]].max().max()))
