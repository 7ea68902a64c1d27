"""Draw the workflow's rules by stage, from Snakemake's own graph: `python docs/rulegraph.py docs/pictures`."""

import re
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path as Curve

Point = tuple[float, float]
Edge = tuple[str, str]
Edges = set[Edge]

# Stages in rows, from the first to the last; each rule with what it makes.
STAGES: dict[str, list[dict[str, str]]] = {
    "data": [{"get_data": "digits and garments", "get_classifier": "the ruler's network"}],
    "train": [{"train_run": "checkpoints, losses"}],
    "sample": [
        {
            "sample_run": "images",
            "sample_latents": "… from other starts",
            "trace_run": "restorations, paths",
            "animate_run": "animations",
        },
    ],
    "score": [
        {
            "compute_reference": "features of digits",
            "analyse_schedules": "signal and noise by t",
            "analyse_discretisation": "what few steps cost",
        },
        {
            "score_by_digits": "scores of samples",
            "score_real": "scores of real digits",
            "measure_latents": "scores of other starts",
        },
    ],
    "tables": [
        {
            "collect_tables": "scores, losses, …",
            "describe_study": "settings and sizes",
        },
    ],
    "claims": [{"judge_claim": "a verdict"}, {"collect_claims": "all verdicts"}],
    "figures": [{"plot_figure": "a figure"}],
    "page": [{"write_page": "index.html"}],
}
ROWS = [row for stage in STAGES.values() for row in stage]
# Of boxes, and of arrows from them, which can be seen on white and on black.
COLOURS = {
    "data": ("#d9e8f6", "#4a86c5"),
    "train": ("#dcefe2", "#4f9d63"),
    "sample": ("#f4ead3", "#b98a2b"),
    "score": ("#efdfee", "#a865a6"),
    "tables": ("#e3e5ea", "#7b8494"),
    "claims": ("#f7dcd6", "#c9604c"),
    "figures": ("#d8eeee", "#3f9a9a"),
    "page": ("#ece5d8", "#96805a"),
}
INK, GREY = "#1c1c1e", "#808488"
WIDE, HIGH, STEP, ROW, LEFT = 1.75, 0.5, 1.95, 0.95, 0.95  # inches: of a box, from box to box and row to row, of labels


def rule_graph() -> Edges:
    """Return which rule needs what another makes, as Snakemake has it for the whole study."""
    command = [sys.executable, "-m", "snakemake", "all", "--rulegraph"]
    dot = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]).stdout
    return edges_of(dot)


def edges_of(dot: str) -> Edges:
    """Return the edges of Snakemake's graph but for those of the target."""
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', dot))
    return {(names[one], names[other]) for one, other in re.findall(r"(\d+) -> (\d+)", dot) if names[other] != "all"}


def reduced(edges: Edges) -> Edges:
    """Return the edges that do not follow from others."""

    def reaches(one: str, end: str) -> bool:
        return any(start == one and (other == end or reaches(other, end)) for start, other in edges)

    return {
        (one, end)
        for one, end in edges
        if not any(start == one and other != end and reaches(other, end) for start, other in edges)
    }


def places() -> dict[str, Point]:
    """Return the middle of each rule's box; rows are centred."""
    columns = max(map(len, ROWS))
    return {
        rule: (LEFT + STEP * ((columns - len(row)) / 2 + k + 0.5), -ROW * (j + 0.5))
        for j, row in enumerate(ROWS)
        for k, rule in enumerate(row)
    }


def passed(one: Point, other: Point, at: dict[str, Point]) -> list[Point]:
    """Return the gaps between boxes that an edge goes through, one in each row that it passes."""
    found: list[Point] = []
    for row in ROWS:
        boxes, y = [at[rule][0] for rule in row], at[next(iter(row))][1]
        if other[1] < y < one[1]:
            here = (found or [one])[-1][0]
            gaps = [boxes[0] - STEP / 2, *(x + STEP / 2 for x in boxes)]
            found.append((min(gaps, key=lambda gap: abs(gap - here) + abs(gap - other[0])), y))
    return found


def side_by_side(wanted: dict[str, list[tuple[float, Edge]]], wide: float) -> dict[tuple[str, Edge], float]:
    """Return how far each edge keeps from the middle of each place that it shares, so that none lies on another."""
    return {
        (place, edge): wide * ((k + 0.5) / len(edges) - 0.5)
        for place, edges in wanted.items()
        for k, (_, edge) in enumerate(sorted(edges))
    }


def ways(edges: Edges, at: dict[str, Point]) -> dict[Edge, list[Point]]:
    """Return the points that each edge goes through: it leaves and enters boxes beside others, and passes boxes."""
    through = {(one, other): [at[one], *passed(at[one], at[other], at), at[other]] for one, other in sorted(edges)}
    ports: dict[str, list[tuple[float, Edge]]] = defaultdict(list)
    gaps: dict[str, list[tuple[float, Edge]]] = defaultdict(list)
    for edge, points in through.items():
        ports[f"from {edge[0]}"].append((points[1][0], edge))
        ports[f"to {edge[1]}"].append((points[-2][0], edge))
        for k, point in enumerate(points[1:-1], 1):
            gaps[str(point)].append((points[k - 1][0] + points[k + 1][0], edge))
    aside = side_by_side(ports, 0.75 * WIDE) | side_by_side(gaps, STEP - WIDE)
    found = {}
    for (one, other), points in through.items():
        edge, (first, *between, last) = (one, other), points
        found[edge] = [(first[0] + aside[f"from {one}", edge], first[1] - HIGH / 2)]
        for x, y in between:
            lane = x + aside[str((x, y)), edge]
            found[edge] += [(lane, y + HIGH / 2 + 0.06), (lane, y - HIGH / 2 - 0.06)]
        found[edge].append((last[0] + aside[f"to {other}", edge], last[1] + HIGH / 2))
    return found


def draw(edges: Edges) -> Figure:
    """Return the drawing; every box has the name of its rule as its id."""
    at, wide = places(), LEFT + STEP * max(map(len, ROWS))
    figure = Figure(figsize=(wide, ROW * len(ROWS)))
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(-ROW * len(ROWS), 0))
    ax.set_axis_off()
    top = 0.0
    colours: dict[str, str] = {}
    for stage, rows in STAGES.items():
        high = ROW * len(rows)
        ax.add_patch(Rectangle((0, top - high + 0.03), wide, high - 0.06, facecolor=GREY, alpha=0.1, edgecolor="none"))
        ax.text(0.15, top - high / 2, stage, color=GREY, fontsize=13, fontweight="bold", va="center")
        top -= high
        for rule, makes in (item for row in rows for item in row.items()):
            box(ax, rule, makes, at[rule], COLOURS[stage][0])
            colours[rule] = COLOURS[stage][1]
    for (one, _), way in ways(edges, at).items():
        arrow(ax, way, colours[one])
    return figure


def box(ax: Axes, rule: str, makes: str, middle: Point, colour: str) -> None:
    """Draw the box of a rule."""
    x, y = middle
    corner = (x - WIDE / 2 + 0.05, y - HIGH / 2 + 0.05)
    shape = FancyBboxPatch(corner, WIDE - 0.1, HIGH - 0.1, "round,pad=0.05", facecolor=colour, edgecolor=GREY, zorder=3)
    shape.set_gid(rule)
    ax.add_patch(shape)
    ax.text(x, y + 0.09, rule, color=INK, fontsize=9.2, fontweight="bold", ha="center", va="center", zorder=4)
    ax.text(x, y - 0.12, makes, color=INK, fontsize=8.5, ha="center", va="center", zorder=4)


def arrow(ax: Axes, way: list[Point], colour: str) -> None:
    """Draw a curve that goes straight down where it leaves, passes and enters boxes."""
    points, codes = [way[0]], [Curve.MOVETO]
    for (x, y), (x_next, y_next) in pairwise(way):
        middle = (y + y_next) / 2
        points += [(x, middle), (x_next, middle), (x_next, y_next)]
        codes += [Curve.CURVE4] * 3
    curve = Curve(points, codes)
    ax.add_patch(FancyArrowPatch(path=curve, arrowstyle="-|>", mutation_scale=9, color=colour, linewidth=1.3, zorder=2))


if __name__ == "__main__":
    graph = rule_graph()
    if lost := {rule for edge in graph for rule in edge} - {rule for row in ROWS for rule in row}:
        sys.exit(f"{', '.join(sorted(lost))}: expected in a stage of {__file__}")
    mpl.rcParams["svg.hashsalt"] = "rulegraph"
    figure = draw(reduced(graph))
    figure.savefig(Path(sys.argv[1]) / "rulegraph.svg", transparent=True, metadata={"Date": None})
