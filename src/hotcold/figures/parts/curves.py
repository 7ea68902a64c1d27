"""Curves that several figures draw."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import FEWEST_SEEDS
from hotcold.figures.parts.intervals import of_what, summary
from hotcold.figures.parts.labels import rows_of, run_labels, run_styles
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.scores import draw_floor, fair_by_epoch, floor_of, floor_words

FARTHEST = 100  # below the lowest score, where what real digits score is still drawn


def losses_of(losses: pd.DataFrame, settings: pd.DataFrame, runs: list[str]) -> pd.DataFrame:
    """Return the losses of runs in their order, on validation digits those of the weights that a run is judged by.

    A run that samples another's checkpoints has the losses of the other.
    """
    evidence, found = Evidence({"settings": settings}), []
    for run in runs:
        rows = losses[losses["run"] == (evidence.setting(run, "trained_as") or run)].assign(run=run)
        judged = evidence.weights(run, rows[rows["split"] == "validation"])
        found.append(rows[(rows["split"] == "train") | (rows["weights"] == judged)])
    return pd.concat(found)


def weights_of(losses: pd.DataFrame) -> str:
    """Return in words which weights the losses on validation digits are of."""
    names = dict.fromkeys(losses.loc[losses["split"] == "validation", "weights"])
    return " and ".join({"ema": "averaged", "raw": "raw"}[name] for name in names) + " weights"


def score_by_epoch(axes: Axes, scores: pd.DataFrame, ruler: pd.DataFrame, runs: list[str]) -> str:
    """Draw by epoch a score that is fair at its n (see `fair_by_epoch`), beside that of real digits; return the latter.

    There is no legend: what stands beside it names the runs by their colours and markers.
    """
    rows, label = fair_by_epoch(scores, runs)
    curves_by_run(axes, rows, "value")
    floor = floor_of(ruler, rows)
    draw_floor(axes, floor)
    axes.set_ylabel(label)
    lowest = rows["value"].min()
    if lowest > 0:  # else by KID, which is zero, give or take, where samples score as real digits do
        axes.set_yscale("log")
        if floor is not None and lowest / FARTHEST < floor["value"] < lowest:
            lowest = floor["value"]
        axes.set_ylim(lowest / 2, axes.get_ylim()[1])
        plain_log(axes.yaxis)
    at_n = f", n = {int(floor['n']):,}" if floor is not None and rows["n"].nunique() > 1 else ""
    return f"{floor_words(floor)}{at_n}"


def curves_by_run(axes: Axes, frame: pd.DataFrame, y: str, *, line: str = "") -> None:
    """Plot ``y`` by epoch for each run: its mean over seeds, with an interval or, of two seeds, their points.

    Args:
        axes: where.
        frame: of runs, with a row for each run, seed and epoch.
        y: column; its interval of one seed is that of the columns low and high.
        line: style of all lines; by default each run's own.

    """
    labels, styles = run_labels(rows_of(frame)), run_styles(rows_of(frame))
    for run, rows in frame.groupby("run", sort=False):
        style = styles[str(run)] | ({"linestyle": line} if line else {})
        points = summary(rows, ["epoch"], y).sort_values("epoch")
        axes.plot(points["epoch"], points["value"], **style, label=labels[str(run)])
        axes.fill_between(points["epoch"], points["low"], points["high"], color=style["color"], alpha=0.2, linewidth=0)
        if 1 < points["seeds"].max() < FEWEST_SEEDS:
            axes.plot(rows["epoch"], rows[y], linestyle="none", marker=".", markersize=3, color=style["color"])
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))  # there are no halves


def seeds_of(frame: pd.DataFrame) -> str:
    """Return in words how many seeds a figure shows and what its intervals are over."""
    counts = sorted(set(frame.groupby("run")["seed"].nunique()))
    if len(counts) == 1:
        return of_what(counts[0], "low" in frame)
    return f"{counts[0]} to {counts[-1]} seeds a run, intervals over them from {FEWEST_SEEDS} on"
