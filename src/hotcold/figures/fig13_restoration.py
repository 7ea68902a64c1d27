"""Figure 13: Restoration at once and step by step."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure, SubFigure
from pydantic import NonNegativeInt

from hotcold.figures.parts.grids import show, strip
from hotcold.figures.parts.intervals import of_what, summary
from hotcold.figures.parts.labels import PARTS
from hotcold.figures.parts.latents import percent, with_intervals
from hotcold.figures.parts.style import colours, label, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["restoration"],
    "claims": ["restoration_is_good_until_900", "algorithm_1_deblurs"],
    "traces": True,
    "runs": [
        {"degradation": "morph", "network": "unet", "schedules": ["cosine"]},
        {"degradation": "morph", "network": "unet"},
    ],
}
CATEGORY = "Morph"
CAPTION = (
    "a: a test digit, degraded to step t with an end paired as in training, and restored in one step. b: from the last "
    "step of the ladder, direct restoration and the samplers named at the left. The report's Algorithm 1 (cold) has "
    "two readings: it keeps the garment it started from (fixed z), which averages the restorations, and blurs where "
    "they change on the way; or it recovers the garment at every step (inferred z), which is DDIM. "
    "Fixed z is told the garment and takes it off z_t: "
    "from early steps that alone gives the digit back. c: of the test digits restored, "
    "with 95 % intervals: the share that the classifier takes for the digit's own class, the root-mean-square error, "
    "and the sharpness (the root mean square of the spatial frequency)."
)

DIRECT = "direct"
METRICS = {
    "class_recovered": "class recovered, share",
    "rmse": "RMSE / pixel range",
    "sharpness": "sharpness, rad/pixel",
}
OF_THE_CLAIMS = ("morph", "cosine", "unet")


def draw(
    traces: list[Arrays],
    restoration: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    image: NonNegativeInt = 0,
    width: Inches = 7.0,
) -> Figure:
    """Figure 13: digits restored in one step (a), beside Algorithm 1 (b), and how well either does (c)."""
    trace = traces[0]
    about = trace.metadata
    rows = restoration[(restoration["run"] == about["run"]) & (restoration["weights"] == about["weights"])]
    rows = summary(rows[rows["method"] != "degraded"], ["method", "metric", "t"])
    pictures = [
        (trace["digits"], "digit"),
        (trace["direct"][-1], "direct"),
        (trace["restored"][-1], _words(about["restored_by"])),
        *zip(trace["beside"][:, -1], map(_words, about["beside_by"]), strict=True),
    ]
    heights = [2.0, 0.3 + 0.72 * len(pictures), 2.2]
    figure = new_figure(width, sum(heights) + 0.8)
    upper, middle, lower = figure.subfigures(3, 1, squeeze=False, height_ratios=heights)[:, 0]
    _ladder(upper, trace, rows, min(image, trace["degraded"].shape[1] - 1))
    for axis, (images, name) in zip(np.ravel(middle.subplots(len(pictures), 1)), pictures, strict=True):
        show(axis, strip(images), about["pixel_limit"])
        axis.set_ylabel(name)
    middle.suptitle(f"b  Test digits restored from t = {trace['ladder_t'][-1]}")
    _curves(lower, rows)
    judged = claims.values() if tuple(about[part] for part in PARTS) == OF_THE_CLAIMS else ()
    entitle(figure, _seen(about["run"], rows), judged)
    return figure


def _ladder(part: SubFigure, trace: Arrays, rows: pd.DataFrame, image: int) -> None:
    ladder, limit = trace["ladder_t"], trace.metadata["pixel_limit"]
    axes = part.subplots(2, 1)
    for axis, key, name in zip(axes, ("degraded", "direct"), ("z_t", "R(z_t, t)"), strict=True):
        show(axis, strip(trace[key][:, image]), limit)
        axis.set_ylabel(name)
    direct = rows[(rows["method"] == DIRECT) & (rows["metric"] == "class_recovered")].set_index("t")
    below = [f"t = {t}" + (f"\n{direct.loc[t, 'value']:.0%}" if t in direct.index else "") for t in ladder]
    axes[1].set_xticks([29 * k + 14 for k in range(len(ladder))], below)
    axes[1].tick_params(length=0)
    part.suptitle("a  A digit degraded to step t and restored in one step; below, how many of all keep their class")


def _curves(part: SubFigure, rows: pd.DataFrame) -> None:
    axes = part.subplots(1, len(METRICS))
    colour = colours(rows["method"].unique())
    for axis, (metric, name) in zip(axes, METRICS.items(), strict=True):
        for method, of_one in rows[rows["metric"] == metric].groupby("method", sort=False):
            found = of_one.sort_values("t")
            of_method = {"color": colour[str(method)], "label": _words(str(method)).replace("\n", ", ")}
            with_intervals(axis, found["t"].tolist(), [row for _, row in found.iterrows()], **of_method)
        axis.set(xlabel="restored from step t", ylabel=name)
        axis.set_ylim(bottom=0)
    part.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    part.suptitle(f"c  How well many test digits are restored ({of_what(int(rows['seeds'].max()))})")


def _seen(run: str, rows: pd.DataFrame) -> str:
    """Say how many digits keep their class from the first and the last step, in one step and step by step."""
    of_class, ends = rows[rows["metric"] == "class_recovered"], sorted({rows["t"].min(), rows["t"].max()})
    said = []
    for method, of_one in of_class.groupby("method", sort=False):
        shares = of_one.set_index("t").loc[ends]
        said.append(
            f"{_words(str(method)).replace(chr(10), ', ')} {' and '.join(percent(row) for _, row in shares.iterrows())}"
        )
    return f"{run}, digits restored as their class from t = {' and '.join(map(str, ends))}: {'; '.join(said)}"


def _words(sampler: str) -> str:
    """Return a sampler's title over lines, e.g. `cold`, `fixed z`, and `guided` where it is."""
    unguided, *further = sampler.split("; ")
    function, _, options = unguided.partition(", ")
    guided = "guided" if any(part.startswith("guided") for part in further) else ""
    return "\n".join(filter(None, [function, label(options.split(" = ")[-1]), guided]))
