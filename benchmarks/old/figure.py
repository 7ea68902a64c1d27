"""The benchmark's figure: how fast each way of training and sampling is, and how near to a matrix product's rate."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from hotcold.bench.ours import STUDY
from hotcold.figures.style import GREY, PAGE_WIDTH, new_figure

ROW = 0.19  # inch, of a bar
PEER = "a peer, float32, Gaussian diffusion"
COLOURS = {"float32": "#56B4E9", "bfloat16": "#0072B2", PEER: "0.75"}
HEADINGS = {"training": "Training", "sampling": "Sampling", "share": "Share of a matrix product's FLOP/s"}


def draw(table: pd.DataFrame) -> Figure:
    """Draw the ladders of training and sampling, and the shares of the matrix product's rate, by network."""
    networks = list(dict.fromkeys(table.loc[table["group"] == "training", "network"]))
    panels = {
        (panel, network): _bars(table[table["network"] == network], panel) for panel in HEADINGS for network in networks
    }
    heights = [max(len(panels[panel, network]) for network in networks) + 2.5 for panel in HEADINGS]
    figure = new_figure(PAGE_WIDTH, ROW * sum(heights) + 0.4)
    axes = figure.subplots(len(HEADINGS), len(networks), squeeze=False, height_ratios=heights)
    for row, panel in zip(axes, HEADINGS, strict=True):
        for axis, network in zip(row, networks, strict=True):
            _draw_bars(axis, panels[panel, network])
            axis.set_title(f"{HEADINGS[panel]}, {network}")
            if panel == "share":
                axis.axvline(1, color=GREY, linestyle="--", linewidth=0.8)
                axis.set_xlim(0, max(1.15, 1.2 * panels[panel, network]["high"].max()))
            axis.set_xlabel({"training": "images/s", "sampling": "images × steps/s", "share": "share"}[panel])
    figure.suptitle(_title(table, networks))
    figure.legend(
        handles=[Patch(color=c, label=what) for what, c in COLOURS.items()], loc="outside lower center", ncols=3
    )
    return figure


def _bars(rows: pd.DataFrame, panel: str) -> pd.DataFrame:
    """Return one bar a row: what, colour, value, low, high, note."""
    if panel == "share":
        return _share_bars(rows)
    measured = rows[(rows["group"] == panel) & (rows["quantity"] == "rate")]
    peers = rows[(rows["group"] == f"{panel} beside peers") & (rows["variant"] != STUDY)]
    gains = rows[(rows["group"] == f"{panel} beside peers") & (rows["variant"] == STUDY)].set_index("baseline")["ratio"]
    bars = [
        (row.variant, COLOURS[row.precision], row.value, row.low, row.high, _gain(row.ratio))
        for row in measured.itertuples()
    ]
    bars += [
        (
            row.variant,
            COLOURS[PEER],
            row.value,
            row.low,
            row.high,
            f"ours ×{gains[row.variant]:.2g}",
        )
        for row in peers.itertuples()
    ]
    return _frame(bars)


def _share_bars(rows: pd.DataFrame) -> pd.DataFrame:
    chosen = {
        "training, usual": ("training", "usual"),
        f"training, {STUDY}": ("training", STUDY),
        "its convolutions alone": ("roofline", "convolution"),
        "sampling, float32": ("sampling", "float32"),
        f"sampling, {STUDY}": ("sampling", STUDY),
    }
    bars = []
    for what, (group, variant) in chosen.items():
        found = rows[(rows["group"] == group) & (rows["variant"] == variant) & rows["share"].notna()]
        bars += [
            (what, COLOURS[row.precision], row.share, row.share, row.share, f"{row.share:.0%}")
            for row in found.itertuples()
        ]
    return _frame(bars)


def _frame(bars: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(bars, columns=["what", "colour", "value", "low", "high", "note"])


def _draw_bars(axes: Axes, bars: pd.DataFrame) -> None:
    places = range(len(bars))
    axes.barh(places, bars["value"], color=bars["colour"], height=0.7)
    reach = [bars["value"] - bars["low"], bars["high"] - bars["value"]]
    axes.errorbar(bars["value"], places, xerr=reach, fmt="none", ecolor="0.2", elinewidth=0.8, capsize=1.5)
    for place, bar in zip(places, bars.itertuples(), strict=True):
        axes.annotate(bar.note, (bar.high, place), (3, 0), textcoords="offset points", va="center", fontsize=7)
    axes.set_yticks(places, bars["what"])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlim(0, 1.3 * bars["high"].max() if len(bars) else 1)


def _gain(ratio: float) -> str:
    return "" if pd.isna(ratio) else f"×{ratio:.2g}"


def _title(table: pd.DataFrame, networks: list[str]) -> str:
    def gains(group: str, baseline: str) -> str:
        rows = table[(table["group"] == group) & (table["variant"] == STUDY) & (table["baseline"] == baseline)]
        ratio = rows.set_index("network")["ratio"]
        return " and ".join(f"{ratio[network]:.2g} ({network})" for network in networks)

    return (
        f"Training runs {gains('training', 'usual')} times as fast as the usual loop,\n"
        f"sampling {gains('sampling', 'float32')} times as fast as plain float32"
    )
