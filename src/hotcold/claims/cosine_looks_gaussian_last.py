"""Cosine needs 906 steps until z_t's pixels look Gaussian, the others far fewer (figure 2).

Exact: no seeds. Confirmed if cosine's first step that passes comes after every other schedule's, and 906 lies in its
range over draws of the noise, with the right factor of eps; corrected if it comes last and 906 does not; refuted if it
does not come last. The report's own formula, 1 − sqrt(alpha_bar), says where 906 comes from.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.notation import written
from hotcold.claims.parts.steps import check_timesteps
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Cosine needs 906 steps until pixels are about Gaussian; the other schedules far fewer."
WHERE = "1.2.1, fig 2"
PUBLISHED = "906 steps"
FACTOR = "schedule"
NEEDS = ["ks_crossings", "schedules"]

COSINE, OTHERS = "cosine", ["linear", "constant", "inverse_linear"]
STEPS = 906


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the sampled crossings of one image, as the report tests, by both formulas."""
    evidence = Evidence(tables)
    crossings, steps = evidence.table("ks_crossings"), evidence.table("schedules")
    alpha_bar = steps[steps["schedule"] == COSINE]["alpha_bar"]
    if alpha_bar.empty or not np.isfinite(alpha_bar).all():
        raise UndecidedError("the cosine schedule is not there, or has steps without a number")
    check_timesteps(len(alpha_bar) - 1)  # it begins at t = 0
    right = {name: _range(crossings, name, "correct") for name in (COSINE, *OTHERS)}
    published = _range(crossings, COSINE, "published")
    low, middle, high = right[COSINE]
    last = max(right[name][2] for name in OTHERS)
    level: Level = "refuted" if last >= low else "confirmed" if low <= STEPS <= high else "corrected"
    threshold = crossings["threshold"].iloc[0]
    why = (
        f"a Kolmogorov–Smirnov test of one image's pixels against N(0, 1) passes at p > {threshold:g}; first, with the"
        f" right factor of eps, at {_words(right[COSINE])} for cosine and by {last:.0f} at the latest for the others;"
        f" by the report's formula, at {_words(published)} for cosine (medians and ranges over draws of the noise; the"
        f" first of many tests comes early){_by_exact_distance(crossings)}."
    )
    unit = f"steps until p > {threshold:g}, range over draws of the noise; by the report's formula {_words(published)}"
    return Verdict(level, why, middle, low, high, unit)


def _range(crossings: pd.DataFrame, schedule: str, formula: str) -> tuple[float, float, float]:
    """Return the least, median and greatest first step that passes, over draws of the noise."""
    rows = crossings[(crossings["schedule"] == schedule) & (crossings["formula"] == formula)]
    rows = rows[(rows["method"] == "sampled") & (rows["images"] == 1)]
    if rows.empty or rows["first_t"].isna().any():
        found = "some draws never pass" if len(rows) else "no test"
        raise UndecidedError(f"{found} of one image, {schedule}, {formula} formula")
    first = rows["first_t"].astype(float)
    return first.min(), first.median(), first.max()


def _by_exact_distance(crossings: pd.DataFrame) -> str:
    """Return in words where a test of as many pixels would pass by the exact distance, if that is known."""
    rows = crossings[(crossings["schedule"] == COSINE) & (crossings["method"] == "exact")]
    pixels = crossings.loc[(crossings["method"] == "sampled") & (crossings["images"] == 1), "pixels"].min()
    first = rows.loc[rows["pixels"] == pixels, "first_t"].dropna()
    return (
        f"; the exact distance is that of {pixels:,} Gaussian pixels from {first.iloc[0]:.0f} on" if len(first) else ""
    )


def _words(found: tuple[float, float, float]) -> str:
    low, middle, high = found
    return written(middle, low, high)
