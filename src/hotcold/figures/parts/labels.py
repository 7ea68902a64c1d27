"""What runs are called and how they are drawn in a figure."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from hotcold.figures.parts.style import colour, colours, label

PARTS = ("degradation", "schedule", "network")
# Lines of one schedule are told apart by these.
STYLES = (("-", "o"), ("--", "s"), (":", "^"), ("-.", "D"), ((0, (5, 1, 1, 1, 1, 1)), "v"), ((0, (1, 3)), "P"))


def run_labels(about: Iterable[Mapping[Any, Any]]) -> dict[str, str]:
    """Return a label for each run: the parts in which the runs differ, or its name where those do not tell it apart.

    Args:
        about: of the runs, each with ``run``, ``degradation``, ``schedule`` and ``network``.

    """
    runs = {one["run"]: tuple(str(one[part]) for part in PARTS) for one in about}
    differ = [k for k in range(len(PARTS)) if len({parts[k] for parts in runs.values()}) > 1] or [1]
    labels = {run: label(" ".join(parts[k] for k in differ)) for run, parts in runs.items()}
    return labels if len(set(labels.values())) == len(labels) else {run: run for run in runs}


def run_colours(about: Iterable[Mapping[Any, Any]]) -> dict[str, str]:
    """Return a colour for each run: its schedule's; by order if too many share a schedule to be told apart."""
    return {run: style["color"] for run, style in run_styles(about).items()}


def run_styles(about: Iterable[Mapping[Any, Any]]) -> dict[str, dict[str, Any]]:
    """Return how each run's line is drawn: its schedule's colour, and a line and marker of degradation and network."""
    runs = {one["run"]: one for one in about}
    seen: dict[tuple[str, ...], int] = {}
    kinds: list[tuple[object, ...]] = []
    found: dict[str, tuple[str, tuple[object, ...]]] = {}
    for run, one in runs.items():
        parts = tuple(str(one[part]) for part in PARTS)
        seen[parts] = seen.get(parts, -1) + 1
        kind = (parts[0], parts[2], seen[parts])  # the second run of the same parts is drawn otherwise
        if kind not in kinds:
            kinds.append(kind)
        found[run] = (parts[1], kind)
    drawn = {(colour(schedule), kind) for schedule, kind in found.values()}
    if len(kinds) > len(STYLES) or len(drawn) < len(runs):  # there are more schedules than colours, too
        return {run: {"color": given, "linestyle": "-", "marker": "o"} for run, given in colours(runs).items()}
    places = {kind: STYLES[kinds.index(kind)] for kind in kinds}
    return {
        run: {"color": colour(schedule), "linestyle": places[kind][0], "marker": places[kind][1]}
        for run, (schedule, kind) in found.items()
    }


def of_runs(frame: pd.DataFrame, runs: Iterable[str]) -> pd.DataFrame:
    """Return the rows of those runs in their order; tables have them in whichever order they were scored."""
    places = {run: place for place, run in enumerate(dict.fromkeys(runs))}
    found = frame[frame["run"].isin(places)]
    return found.sort_values("run", key=lambda names: names.map(places), kind="stable")


def rows_of(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return one row for each run of a table, for `run_labels` and `run_styles`."""
    return frame.drop_duplicates("run").to_dict("records")


def what_all_are(about: Iterable[Mapping[Any, Any]]) -> str:
    """Return in words what all runs have in common, e.g. ``gaussian, cnn``; empty if nothing."""
    parts = [{str(one[part]) for one in about} for part in ("degradation", "network")]
    return ", ".join(label(next(iter(names))) for names in parts if len(names) == 1)


def in_steps(settings: pd.DataFrame, runs: Iterable[str]) -> str:
    """Return in how many steps runs are sampled, e.g. ``, in 50 steps``; empty where that is not known."""
    of = settings[settings["run"].isin(list(runs)) & (settings["setting"] == "sampler.steps")]
    steps = sorted({int(value) for value in of["value"]})
    return f", in {' or '.join(f'{n:,}' for n in steps)} step{'' if steps == [1] else 's'}" if steps else ""
