"""Figure 19: What quality costs in time."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

from hotcold.figures.parts.scores import axis_label
from hotcold.figures.parts.style import GREY, colours, label, new_figure
from hotcold.figures.parts.verdicts import entitle
from hotcold.plugins import Inches

NEEDS = {"tables": ["quality"]}
CATEGORY = "Comparison"
CAPTION = (
    "What quality costs: Frechet distance from validation digits, since samplers are chosen by it, with its 95 % "
    "interval over images (top), and the share of samples within the manifold of real digits, likewise (bottom), by "
    "the time an image takes, for each sampler at several numbers of steps. All "
    'start from the same latents. Solid: averaged weights; dashed: raw ones. "Guided by" an early checkpoint of the '
    "run costs a second evaluation at the t that are guided. The circle is what config.yaml samples this run with. "
    "Times are those of the machine that ran this."
)

NEAR = 0.1  # above the best FID, relative
LINES = {"ema": "-", "raw": "--"}


def draw(quality: pd.DataFrame, *, width: Inches = 7.0, height: Inches = 6.4) -> Figure:
    """Figure 19: FID and the share within the manifold by the time an image takes."""
    colour = colours(quality["sampler"].unique())
    runs = list(quality["run"].unique())
    figure = new_figure(width, height)
    axes = figure.subplots(2, len(runs), sharex="col", sharey="row", squeeze=False)
    found = []
    for (top, bottom), run in zip(axes.T, runs, strict=True):
        rows = quality[quality["run"] == run]
        floor = rows.iloc[0]
        top.axhline(floor["floor"], color=GREY, linestyle="--", label="real digits")
        top.axhspan(floor["floor_low"], floor["floor_high"], color=GREY, alpha=0.2, linewidth=0)
        _curves(top, rows, ("value", "low", "high"), colour)
        _curves(bottom, rows, ("manifold_share", "share_low", "share_high"), colour)
        top.set(title=run, xscale="log", yscale="log")
        for axis in (top.xaxis, top.yaxis):
            _plain_numbers(axis)
        _mark_steps(top, rows)
        bottom.set_xlabel(f"seconds an image, {_machine(rows.iloc[0])}")
        bottom.legend(*top.get_legend_handles_labels(), loc="upper center", bbox_to_anchor=(0.5, -0.24))
        found.append(f"{run}: {_cheapest_near_best(rows)}")
    axes[0, 0].set_ylabel(axis_label("FID", quality))
    axes[1, 0].set_ylabel("share within the manifold")
    entitle(figure, "\n".join([f"Cheapest within {NEAR:.0%} of the run's best FID", *found]))
    return figure


def _curves(axes: Axes, rows: pd.DataFrame, shown: tuple[str, str, str], colour: dict[str, str]) -> None:
    y, low, high = shown
    for (sampler, weights), curve in rows.groupby(["sampler", "weights"], sort=False):
        curve = curve.sort_values("steps")
        name = _name(str(sampler), str(weights)).replace("; ", ";\n")  # two columns of names fit side by side
        x, line = curve["seconds_per_image"], LINES[str(weights)]
        axes.plot(x, curve[y], line, marker="o", color=colour[str(sampler)], label=name)
        axes.vlines(x, curve[low], curve[high], color=colour[str(sampler)], linewidth=1)
    own = rows[rows["own"]]
    name = f"the config's choice, {own['steps'].iloc[0]} steps"
    x = own["seconds_per_image"]
    axes.plot(x, own[y], "o", color="black", markersize=10, markerfacecolor="none", label=name)
    axes.margins(y=0.12)


def _name(sampler: str, weights: str) -> str:
    return label(sampler) + (", raw weights" if weights == "raw" else "")


def _machine(row: pd.Series) -> str:
    threads = f"{row['threads']} thread{'s' if row['threads'] > 1 else ''}"
    return f"{threads if row['device'] == 'cpu' else 'GPU'}, {row['precision']}"


def _plain_numbers(axis: Axis) -> None:
    """Label a logarithmic axis at 1, 2 and 5 of each decade, without powers."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def _mark_steps(axes: Axes, rows: pd.DataFrame) -> None:
    """Name the numbers of steps on the upper edge, each at its median time; a guided step alone takes longer."""
    curves = rows[rows.groupby(["sampler", "weights"])["steps"].transform("size") > 1]
    seconds = (rows if curves.empty else curves).groupby("steps")["seconds_per_image"].median()
    above = axes.secondary_xaxis("top")
    above.set_xticks(seconds, [str(steps) for steps in seconds.index])
    above.xaxis.set_minor_locator(NullLocator())
    above.set_xlabel("sampling steps")


def _cheapest_near_best(rows: pd.DataFrame) -> str:
    near = rows[rows["value"] <= (1 + NEAR) * rows["value"].min()]
    found = near.loc[near["seconds_per_image"].idxmin()]
    return f"{_name(found['sampler'], found['weights'])}, {found['steps']} steps, FID {found['value']:.3g}"
