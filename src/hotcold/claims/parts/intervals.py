"""95 % intervals: over seeds, paired by seed, Student's t; over images where the seeds are too few.

A mean of what has bounds, a share or a correlation, has its interval on a scale that knows them.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isnan, nan
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy.special import expit, logit, stdtrit

from hotcold import plugins
from hotcold.claims.parts.notation import written
from hotcold.claims.parts.verdict import UndecidedError

K = TypeVar("K")

LEVEL = 0.95
FEWEST_SEEDS = 3  # for an interval over seeds

Bounds = tuple[float, float]
SHARE: Bounds = (0, 1)
CORRELATION: Bounds = (-1, 1)
OTHER_SHARES = ("class_recovered", "class_changed")  # of restorations, and of latent experiments


@dataclass(frozen=True)
class Interval:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float
    seeds: int

    @property
    def over_seeds(self) -> bool:
        """Whether it is an interval over seeds, which alone decides a claim about training."""
        return self.seeds >= FEWEST_SEEDS

    def map(self, function: Callable[[float], float]) -> "Interval":
        """Return it on another scale; the function rises or falls all the way."""
        ends = (function(self.low), function(self.high))
        low, high = (nan, nan) if any(map(isnan, ends)) else (min(ends), max(ends))
        return Interval(function(self.value), low, high, self.seeds)

    def times(self, factor: float) -> "Interval":
        """Return it in another unit, e.g. 100 times in per cent."""
        return self.map(lambda value: factor * value)

    def beside(self, other: "Interval", unit: str = "") -> str:
        """Return it in words, with its number of seeds where those are fewer than another's."""
        return self.text(unit) + (f" ({self.seeds} seeds)" if self.seeds < other.seeds else "")

    def text(self, unit: str = "") -> str:
        """Return it in words, e.g. ``12.1 [8.3, 15.9] steps``."""
        return written(self.value, self.low, self.high, unit)


def of_shared_seeds(values: Mapping[K, pd.DataFrame]) -> dict[K, pd.DataFrame]:
    """Return values by seed (see `mean`) of the seeds that all of them have, so that their means compare."""
    shared = sorted(set.intersection(*(set(of.index) for of in values.values())))
    return {name: of.loc[shared] for name, of in values.items()}


def mean(values: pd.DataFrame, bounds: Bounds | None = None) -> Interval:
    """Return the mean over seeds.

    Args:
        values: by seed, as `Evidence` returns them: ``value``, and ``low`` and ``high`` over images (or NaN).
        bounds: between which values lie, if there are any.

    """
    return _interval(values["value"], values["value"] - values["low"], values["high"] - values["value"], bounds)


def difference(a: pd.DataFrame, b: pd.DataFrame) -> Interval:
    """Return the mean of a − b, paired by seed.

    Over images the ends add in squares, as of independent samples (Zou & Donner 2008).
    """
    a, b = paired(a, b)
    below = ((a["value"] - a["low"]) ** 2 + (b["high"] - b["value"]) ** 2) ** 0.5
    above = ((a["high"] - a["value"]) ** 2 + (b["value"] - b["low"]) ** 2) ** 0.5
    return _interval(a["value"] - b["value"], below, above)


def relative(a: pd.DataFrame, b: pd.DataFrame) -> Interval:
    """Return a / b − 1, from the mean of log(a / b) over pairs of a seed.

    Raises:
        UndecidedError: a value is not above 0, so that a ratio means nothing.

    """
    return difference(logarithms(a), logarithms(b)).map(lambda value: float(np.expm1(value)))


def logarithms(values: pd.DataFrame) -> pd.DataFrame:
    """Return values by seed on a logarithmic scale.

    Raises:
        UndecidedError: a value is not above 0.

    """
    if not (values["value"] > 0).all():
        raise UndecidedError(f"a ratio needs values above 0, not {values['value'].min():.3g}")
    return values.where(values > 0).transform(np.log)


def paired(a: pd.DataFrame, b: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the seeds that both have.

    Raises:
        UndecidedError: they have none in common.

    """
    seeds = a.index.intersection(b.index)
    if seeds.empty:
        raise UndecidedError("no seed in common")
    return a.loc[seeds], b.loc[seeds]


def by_seed(values: pd.Series) -> pd.DataFrame:
    """Return numbers by seed that have no interval over images."""
    return pd.DataFrame({"value": values, "low": nan, "high": nan})


def bounds_of(metric: str) -> Bounds | None:
    """Return the bounds of a metric that is a share, as its module says."""
    of_modules = (plugins.constant("metrics", module, "SHARES") or [] for module in plugins.names("metrics"))
    return SHARE if metric in {*OTHER_SHARES, *itertools.chain(*of_modules)} else None


def student(values: pd.Series, bounds: Bounds | None = None) -> tuple[float, float]:
    """Return the interval of a mean by Student's t; without ends if there are too few values.

    With bounds the mean's standard error is carried over to the logit of its place between them (of a correlation,
    twice Fisher's z), which has none; a mean at a bound, where all values are the same, is its own interval.
    """
    n, value = len(values), float(values.mean())
    if n < FEWEST_SEEDS:
        return nan, nan
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2) * values.std(ddof=1) / np.sqrt(n))
    if bounds is None:
        return value - half, value + half
    least, span = bounds[0], bounds[1] - bounds[0]
    place = (value - least) / span
    if not 0 < place < 1:
        return value, value
    half /= span * place * (1 - place)
    low, high = (least + span * float(expit(logit(place) + end)) for end in (-half, half))
    return min(low, value), max(high, value)  # whatever the last bits are


def _interval(values: pd.Series, below: pd.Series, above: pd.Series, bounds: Bounds | None = None) -> Interval:
    """Return the mean of values by seed, with an interval over images, whose widths are given, where seeds give none.

    That is with too few seeds, and where a share is the same by all of them: none in so many images is not none. Then
    it is as wide as of one seed, since the images may be the same ones.
    """
    n, value = len(values), float(values.mean())
    if not -inf < value < inf:
        raise UndecidedError("a value is not a number")
    if n < FEWEST_SEEDS:
        return Interval(value, value - _root(below) / n, value + _root(above) / n, n)
    if bounds is not None and alike(values) and below.mean() + above.mean() > 0:
        return Interval(value, value - float(below.mean()), value + float(above.mean()), n)
    return Interval(value, *student(values, bounds), n)


def alike(values: "pd.Series[float]") -> bool:
    """Return whether all values are the same, whatever their last bits are."""
    return bool(np.isclose(values, values.iloc[0], rtol=1e-9, atol=1e-12).all())


def _root(widths: pd.Series) -> float:
    return float(np.sqrt((widths**2).sum(skipna=False)))
