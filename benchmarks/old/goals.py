"""What the study should reach, beside what was measured."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from hotcold.bench.ours import STUDY


@dataclass(frozen=True)
class Goal:
    """A bound on one number of the table of measurements."""

    text: str
    rows: dict[str, str]  # columns and the values by which the row is found
    column: Literal["value", "ratio", "share"]
    bound: Literal["at least", "at most"]
    limit: float
    unit: Literal["×", "%", "min"]


SCALE = {"×": 1.0, "%": 100.0, "min": 1 / 60}


def _gain(group: str, network: str, limit: float, baseline: str) -> Goal:
    rows = {"group": group, "network": network, "variant": STUDY, "baseline": baseline}
    return Goal(f"{group}, {network}: against {baseline}", rows, "ratio", "at least", limit, "×")


def _share(network: str, limit: float) -> Goal:
    rows = {"group": "training", "network": network, "variant": STUDY, "baseline": "usual"}
    text = f"training, {network}: share of the bfloat16 matrix product's rate"
    return Goal(text, rows, "share", "at least", limit, "%")


GOALS = (
    _gain("training", "cnn", 3, "usual"),
    _gain("training", "unet", 3, "usual"),
    _gain("sampling", "cnn", 2, "float32"),
    _gain("sampling", "unet", 2, "float32"),
    _share("cnn", 0.8),
    _share("unet", 0.7),
    Goal(
        "orchestration, idle cores and start-up, of the study's wall time × cores",
        {"group": "orchestration", "quantity": "share not computing"},
        "value",
        "at most",
        0.15,
        "%",
    ),
    Goal(
        "the laptop study, from the first job's start to the last one's end",
        {"group": "orchestration", "variant": "laptop", "quantity": "wall time"},
        "value",
        "at most",
        600,
        "min",
    ),
)


def judge(table: pd.DataFrame, goals: tuple[Goal, ...] = GOALS) -> pd.DataFrame:
    """Return each goal, what was measured, and whether it is met."""
    return pd.DataFrame([_judged(table, goal) for goal in goals])


def _judged(table: pd.DataFrame, goal: Goal) -> dict[str, str]:
    rows = table[(table[list(goal.rows)] == pd.Series(goal.rows)).all(axis=1)]
    asked = f"{goal.bound} {_written(goal.limit, goal)}"
    if rows.empty:
        return {"what": goal.text, "goal": asked, "measured": "–", "met": "not measured"}
    measured = float(rows[goal.column].iloc[0])
    met = measured >= goal.limit if goal.bound == "at least" else measured <= goal.limit
    return {"what": goal.text, "goal": asked, "measured": _written(measured, goal), "met": "yes" if met else "no"}


def _written(number: float, goal: Goal) -> str:
    return f"{number * SCALE[goal.unit]:.3g} {goal.unit}"
