"""Figure 15: Is it the network or the degradation."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hotcold.claims.parts.comparable import unexplained
from hotcold.claims.parts.evidence import Evidence
from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.grids import first_seeds, mosaic, show
from hotcold.figures.parts.labels import PARTS, in_steps, of_runs
from hotcold.figures.parts.scales import plain_log
from hotcold.figures.parts.scores import at_the_end, axis_label, draw_floor, floor_of, scores_of
from hotcold.figures.parts.style import label, new_figure
from hotcold.figures.parts.verdicts import Judged, entitle
from hotcold.plugins import Inches, Side
from hotcold.storage.arrays import Arrays

NEEDS = {
    "tables": ["scores", "ruler", "settings"],
    "claims": ["the_network_makes_the_difference"],
    "samples": "last",
    "runs": [{"degradation": "gaussian", "network": "unet"}],
    "judged": [{"degradation": "gaussian", "network": "unet"}],
    "compares": "schedule",
}
CATEGORY = "Comparison"
CAPTION = (
    "The ablation. Left: samples of Gaussian diffusion with the UNet. Right: FID of every degradation with every "
    "network, a panel a schedule. If the network alone made the difference, the lines would lie on each other; if the "
    "degradation alone did, they would be level; lines that are not parallel say that what the network brings depends "
    "on the degradation, an interaction. It is drawn of the most steps that all of "
    "these runs are sampled in. Intervals are 95 %: over images for one seed, over seeds from three on."
)

LINES = (("-", "o"), ("--", "s"), (":", "^"), ("-.", "D"))
PALETTE = ("#B22222", "#1F4E9E", "#4D4D4D", "#8C6D1F")  # of degradations; schedules have other colours


def draw(
    samples: list[Arrays],
    scores: pd.DataFrame,
    ruler: pd.DataFrame,
    settings: pd.DataFrame,
    claims: dict[str, Judged],
    *,
    side: Side = 5,
    width: Inches = 7.0,
) -> Figure:
    """Figure 15: FID by degradation and network, and Gaussian diffusion's samples with the UNet."""
    samples = first_seeds(samples)[:2]
    resampled = set(settings.loc[(settings["setting"] == "trained_as") & (settings["value"] != "null"), "run"])
    own = [run for run in settings["run"].unique() if run not in resampled]
    ends = at_the_end(scores, "fid")
    chosen = {*crossed(of_runs(ends, sorted(own, key=lambda run: _strangeness(settings, run, own))))["run"]}
    fine = Evidence({"settings": settings}).in_most_steps({run: run for run in own if run in chosen})
    cells = of_runs(ends, fine.values())
    schedules = list(dict.fromkeys(cells["schedule"]))
    figure = new_figure(width, 3.7)
    left, right = figure.subfigures(1, 2, squeeze=False, width_ratios=[1.6 / (3 - len(samples)) ** 0.5, 2.2])[0]
    shown = left.subplots(len(samples), 1, squeeze=False)[:, 0]
    for axis, file in zip(shown, samples, strict=True):
        show(axis, mosaic(file["images"], side), file.metadata["pixel_limit"], file.metadata["run"])
    axes = right.subplots(1, len(schedules), sharey=True, squeeze=False)[0]
    kinds = list(dict.fromkeys(cells["degradation"]))
    floor = floor_of(ruler, scores_of(scores, "fid"))
    for axis, schedule in zip(axes, schedules, strict=True):
        _panel(axis, cells[cells["schedule"] == schedule], kinds, list(dict.fromkeys(cells["network"])))
        draw_floor(axis, floor)
        axis.set_title(label(schedule))
    axes[0].set_ylabel(axis_label("FID", cells))
    plain_log(axes[0].yaxis)
    right.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    said = "; ".join(filter(None, (interaction(cells[cells["schedule"] == name]) for name in schedules)))
    one, *_, other = [label(network) for network in dict.fromkeys(cells["network"])] * 2
    seen = f"FID with {other} over that with {one}: {said}" if said else "FID by degradation and network"
    entitle(
        figure,
        f"{seen}{in_steps(settings, cells['run'])}",
        claims.values(),
        caveat(settings, list(cells["run"]), *PARTS),
    )
    return figure


def _strangeness(settings: pd.DataFrame, run: str, others: list[str]) -> int:
    """Return in how many settings a run differs from others that no factor explains: an ablation is no usual run."""
    return sum(len(unexplained(settings, run, other, *PARTS)) for other in others)


def crossed(ends: pd.DataFrame) -> pd.DataFrame:
    """Return the first run of every schedule, degradation and network, of what has something to be compared with.

    That is a schedule and a network that occur with more than one degradation, if there are any.
    """
    cells = ends.drop_duplicates(["schedule", "degradation", "network"])
    for part in ("network", "schedule"):
        several = cells.groupby(part)["degradation"].transform("nunique") > 1
        cells = cells[several] if several.any() else cells
    return cells


def interaction(cells: pd.DataFrame) -> str:
    """Return in words by which factor the second network changes FID under each degradation, if all have both."""
    table = cells.pivot(index="degradation", columns="network", values="value")
    table = table[list(dict.fromkeys(cells["network"]))]
    if table.shape != (2, 2) or table.isna().to_numpy().any():
        return ""
    factors = (table.iloc[:, 1] / table.iloc[:, 0])[list(dict.fromkeys(cells["degradation"]))]
    said = ", ".join(f"{factor:.2f} ({label(str(kind))})" for kind, factor in factors.items())
    return f"{label(cells['schedule'].iloc[0])} {said}"


def _panel(axes: Axes, cells: pd.DataFrame, kinds: list[str], networks: list[str]) -> None:
    for k, kind in enumerate(kinds):
        rows = cells[cells["degradation"] == kind]
        x = [networks.index(network) + 0.06 * (k - (len(kinds) - 1) / 2) for network in rows["network"]]
        colour = PALETTE[k % len(PALETTE)]
        line, marker = LINES[k % len(LINES)]
        axes.plot(x, rows["value"], color=colour, linestyle=line, marker=marker, label=label(kind))
        axes.vlines(x, rows["low"], rows["high"], color=colour, linewidth=1.3)
    axes.set(xticks=range(len(networks)), xlim=(-0.4, len(networks) - 0.6), yscale="log", xlabel="network")
    axes.set_xticklabels([label(network) for network in networks])
