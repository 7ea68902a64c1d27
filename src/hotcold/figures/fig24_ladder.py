"""Figure 24: The ladder, one change at a time."""

import json
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hotcold.claims.parts.comparable import differences
from hotcold.claims.parts.notation import written
from hotcold.figures.parts.curves import seeds_of
from hotcold.figures.parts.grids import first_seeds, mosaic, show
from hotcold.figures.parts.labels import of_runs
from hotcold.figures.parts.points import point
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.scores import at_the_end, axis_label, draw_floor, floor_of, last_epochs, scores_of
from hotcold.figures.parts.style import GREY, label, new_figure
from hotcold.figures.parts.verdicts import entitle, wrapped
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {"tables": ["scores", "ruler", "settings"], "samples": "last", "runs": [{}], "only_named": True}
CATEGORY = "Ladder"
CAPTION = (
    "From Adam and raw weights up, each rung adds what its label says to the rung before. FID of samples "
    "against validation digits (grey), by which rungs are chosen, and against test digits (coloured), which nothing "
    "is chosen by. Right: samples of the rung with the lowest FID on validation. Intervals are 95 %: over images for "
    "one seed, over seeds from three on; two seeds are a mean without one."
)

COLOURS = ("#B22222", "#1F4E9E", "#4D4D4D", "#8C6D1F")  # of ladders; schedules have other colours
ROW = 0.36  # inches
CHARACTERS = 34


def draw(
    samples: list[Arrays],
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    settings: pd.DataFrame,
    runs: list[str],
    *,
    side: Side = 5,
    width: Inches = 7.0,
) -> Figure:
    """Figure 24: FID by rung of each degradation's ladder, and samples of its best rung."""
    of = of_runs(scores, runs)
    # By the first rungs are chosen, the last is what they score: one and the same in a study of one split.
    splits = [split for split in ("validation", "test") if split in set(of["split"])]
    ends = {split: at_the_end(of, "fid", split=split).set_index("run") for split in splits}
    kinds = dict(zip(of["run"], of["degradation"], strict=True))
    ladders = {kind: [run for run in runs if kinds[run] == kind] for kind in dict.fromkeys(kinds[run] for run in runs)}
    heights = [max(ROW * len(rungs), 1.3) + 0.3 for rungs in ladders.values()]
    figure = new_figure(width, sum(heights) + 0.9)
    axes = figure.subplots(len(ladders), 2, squeeze=False, height_ratios=heights, width_ratios=[2.2, 1])
    files = {file.metadata["run"]: file for file in first_seeds(samples)}
    floor, said = floor_of(ruler, last_epochs(scores_of(of, "fid"))), []
    for (left, right), (kind, rungs), colour in zip(axes, ladders.items(), _cycled(len(ladders)), strict=True):
        left.sharex(axes[0, 0])
        _rungs(left, ends, rungs, colour)
        draw_floor(left, floor, upright=True)
        left.set_yticklabels([rung_label(settings, rungs, k) for k in range(len(rungs))], fontsize=6.5)
        left.set_title(label(kind), color=colour, fontweight="bold")
        best = str(ends[splits[0]].loc[rungs, "value"].idxmin())
        fids = [written(*ends[splits[-1]].loc[run, ["value", "low", "high"]]) for run in (rungs[0], best)]
        show(right, mosaic(files[best]["images"], side), files[best].metadata["pixel_limit"], f"{best}\nFID {fids[1]}")
        said.append(f"{label(kind)} {fids[0]} at the foot, {fids[1]} by {best}")
    plain_log(axes[0, 0].xaxis)
    axes[-1, 0].set_xlabel(axis_label("FID", ends[splits[-1]]))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    seen = f"FID of {splits[-1]} digits: {'; '.join(said)} (lowest on {splits[0]})"
    entitle(figure, f"{seen}\n{seeds_of(of)}")
    return figure


def rung_label(settings: pd.DataFrame, rungs: list[str], k: int) -> str:
    """Return what a rung adds to the one before; of the first, its name."""
    if k == 0:
        return rungs[0]
    changed = differences(settings, rungs[k - 1], rungs[k])
    # Of sampler.guidance, what differs below it; of network, network.options.channels.
    named = [one for one in changed if not any(other.startswith(f"{one}.") for other in changed)]
    words = "; ".join(filter(None, (_words(one, *changed[one]) for one in named)))
    of_guide = "guidance: " if all(".guidance." in one for one in named) else ""
    return "\n".join(wrapped(f"+ {of_guide}{words}" if words else rungs[k], CHARACTERS))


def _rungs(axes: Axes, ends: Mapping[str, pd.DataFrame], rungs: list[str], colour: str) -> None:
    for (split, of_split), shift in zip(ends.items(), (-0.14, 0.14)[-len(ends) :], strict=True):
        rows, given = of_split.loc[rungs].to_dict("records"), colour if split == "test" else GREY
        for y, row in enumerate(rows):
            point(axes, row, y + shift, given, "o" if split == "test" else "D", None if y else split)
    axes.set(yticks=range(len(rungs)), ylim=(len(rungs) - 0.5, -0.5))  # the foot at the top, as text is read
    axes.set_xscale("log")


def _words(setting: str, before: object, after: object) -> str:
    """Return what became of a setting; of one that is not there before or after, that it came or went."""
    name, there = label(setting.split(".")[-1]), [_value(value) for value in (before, after) if value is not None]
    if not there:
        return ""
    return f"no {name}" if after is None else f"{name} {' → '.join(there)}"


def _value(value: object) -> str:
    return label(value) if isinstance(value, str) else json.dumps(value)


def _cycled(n: int) -> list[str]:
    return [COLOURS[k % len(COLOURS)] for k in range(n)]
