"""How long the rest of a run takes."""

from collections.abc import Collection, Mapping
from statistics import mean
from typing import NamedTuple

USUAL = 4.0  # seconds of a step that nothing is known of


class AtWork(NamedTuple):
    """A step at work: its kind, and its seconds so far and still to go, as far as it says."""

    kind: str
    so_far: float
    left: float


def time_left(
    planned: Mapping[str, int],
    took: Mapping[str, Collection[float]],
    at_work: Collection[AtWork],
    usual: Mapping[str, float],
    elapsed: float,
) -> float | None:
    """Return an estimate in seconds; None before any step has ended.

    Args:
        planned: steps of each kind, in all.
        took: seconds of those that have ended.
        at_work: those at work.
        usual: seconds of a step of a kind somewhere. Their ratios count, until one of that kind has ended here.
        elapsed: seconds since the first began, which say how many are at work side by side.

    """
    ended = [(seconds, usual.get(kind, USUAL)) for kind, every in took.items() for seconds in every]
    busy = sum(seconds for seconds, _ in ended) + sum(step.so_far for step in at_work)
    if not ended or not busy:
        return None
    pace = sum(seconds for seconds, _ in ended) / sum(there for _, there in ended)
    work = 0.0
    for kind, number in planned.items():
        steps = [step for step in at_work if step.kind == kind]
        known = took.get(kind, ())
        each = mean(known) if known else max([pace * usual.get(kind, USUAL), *(one.so_far + one.left for one in steps)])
        work += sum(max(each - step.so_far, step.left) for step in steps)
        work += each * max(number - len(known) - len(steps), 0)
    return work * elapsed / busy
