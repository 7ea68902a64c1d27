"""Which rows of the tables `scores` and `ruler` a figure shows."""

import pandas as pd
from matplotlib.axes import Axes

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.intervals import summary
from hotcold.figures.parts.labels import of_runs
from hotcold.figures.parts.style import GREY

ABOUT = ["run", "degradation", "schedule", "network"]


def scores_of(scores: pd.DataFrame, metric: str, protocol: str = "sound", split: str = "test") -> pd.DataFrame:
    """Return the rows of one measure, of one split, by digit features where there are any.

    Of weights, those of each run's most epochs: what is sampled beside them has the last epoch alone.
    """
    rows = scores[(scores["metric"] == metric) & (scores["protocol"] == protocol)]
    for column, wanted in (("split", split), ("features", "digits")):
        if len(rows):
            rows = rows[rows[column] == (wanted if wanted in set(rows[column]) else rows[column].iloc[0])]
    if len(rows):
        epochs = rows.groupby(["run", "weights"], sort=False)["epoch"].nunique()
        chosen = set(epochs.groupby("run").idxmax())
        rows = rows[[pair in chosen for pair in zip(rows["run"], rows["weights"], strict=True)]]
    return rows


def last_epochs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each run's last epoch, by the most images where there are several numbers of them."""
    last = rows[rows["epoch"] == rows.groupby("run")["epoch"].transform("max")]
    return _of_most_images(last) if "n" in last else last


def _of_most_images(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each run, seed and epoch: the last epoch is scored by fewer images as well."""
    return rows[rows["n"] == rows.groupby(["run", "epoch"])["n"].transform("max")]


def at_the_end(scores: pd.DataFrame, metric: str, protocol: str = "sound", split: str = "test") -> pd.DataFrame:
    """Return for each run its score after the last epoch, with its interval, n and features."""
    rows = scores_of(scores, metric, protocol, split)
    return summary(last_epochs(rows), [*ABOUT, "split", "n", "features"]) if len(rows) else rows.assign(seeds=0)


def fair_by_epoch(scores: pd.DataFrame, runs: list[str]) -> tuple[pd.DataFrame, str]:
    """Return the rows by epoch of a measure that is fair at its n, and what its axis says.

    That is FID where all epochs have as many samples; else KID, whose mean does not depend on n.
    """
    of = of_runs(scores, runs)
    fid, kid = (_of_most_images(scores_of(of, metric)) for metric in ("fid", "kid"))
    rows = kid if len(kid) and fid["n"].nunique() > 1 else fid
    return rows, axis_label({"fid": "FID", "kid": "KID"}[rows["metric"].iloc[0]], rows)


def axis_label(name: str, rows: pd.DataFrame) -> str:
    """Return what an axis of a score says: its features and n, and the split where that is not the test."""
    counts = sorted({int(n) for n in rows["n"]})
    n = f"{counts[0]:,}" + (f" to {counts[-1]:,}" if len(counts) > 1 else "")
    split = "" if set(rows["split"]) == {"test"} else f", {' and '.join(dict.fromkeys(rows['split']))}"
    return f"{name}, {rows['features'].iloc[0].removesuffix('s')} features, n = {n}{split}"


def floor_of(ruler: pd.DataFrame, rows: pd.DataFrame) -> pd.Series | None:
    """Return what real digits score by the measure, features and (largest) n of those rows; None if that is unknown."""
    of = rows[rows["n"] == rows["n"].max()].iloc[0]
    alike = ruler[
        (ruler["name"] == "real digits")
        & (ruler["protocol"] == "sound")
        & (ruler["metric"] == of["metric"])
        & (ruler["features"] == of["features"])
        & (ruler["n"] == of["n"])
    ]
    return None if alike.empty else alike.iloc[0]


def draw_floor(axes: Axes, floor: pd.Series | None, *, upright: bool = False) -> None:
    """Draw what real digits score as a line, with its interval as a band; upright on an axis of scores along x."""
    if floor is None:
        return
    line, band = (axes.axvline, axes.axvspan) if upright else (axes.axhline, axes.axhspan)
    line(floor["value"], color=GREY, linestyle="--", linewidth=1, label=floor_words(floor))
    if floor["low"] < floor["high"]:
        band(floor["low"], floor["high"], color=GREY, alpha=0.2, linewidth=0)


def floor_words(floor: pd.Series | None) -> str:
    """Return what real digits score, in words."""
    if floor is None:
        return ""
    once = ", one draw" if floor["draws"] == 1 else ""
    return f"real digits: {written(floor['value'], floor['low'], floor['high'])}{once}"
