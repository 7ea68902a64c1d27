"""What runs are called and coloured in a figure."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from hotcold.figures.parts.style import colour, colours, label

PARTS = ("degradation", "schedule", "network")


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
    """Return a colour for each run: its schedule's, unless two runs share one."""
    schedules = {one["run"]: str(one["schedule"]) for one in about}
    if len(set(schedules.values())) == len(schedules):
        return {run: colour(schedule) for run, schedule in schedules.items()}
    return colours(schedules)


def rows_of(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return one row for each run of a table, for `run_labels` and `run_colours`."""
    return frame.drop_duplicates("run").to_dict("records")


def what_all_are(about: Iterable[Mapping[Any, Any]]) -> str:
    """Return in words what all runs have in common, e.g. ``gaussian, cnn``; empty if nothing."""
    parts = [{str(one[part]) for one in about} for part in ("degradation", "network")]
    return ", ".join(label(next(iter(names))) for names in parts if len(names) == 1)
