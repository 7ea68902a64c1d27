"""The table of claims as a text that a reader takes in at a glance."""

from collections.abc import Mapping
from math import isnan
from typing import Any, get_args

import pandas as pd

from hotcold.claims.parts.notation import written
from hotcold.claims.parts.verdict import Level
from hotcold.errors import InputError

TITLE = "# What became of the claims"
MEANING = (
    "Confirmed: the 95 % interval lies where the claim says. Refuted: it lies where the claim excludes. Corrected: the"
    " direction holds and the printed number does not, or it has another cause. Undecided: the interval reaches both,"
    " or the seeds are too few (at least 3). Not comparable: more differs than the claim's factor. Intervals,"
    " [low, high], are over seeds, paired by seed (Student's t; of shares and correlations on a scale that keeps them"
    " within their bounds), unless a line says otherwise."
)
MARKS = ("<!-- verdicts -->", "<!-- end of verdicts -->")
SHORT = ("where", "claim", "verdict", "found")
HEADER = ("where", "claim", "published", "verdict", "found", "seeds", "why")


def markdown(claims: pd.DataFrame) -> str:
    """Return the table of claims as Markdown."""
    lines = [_line(HEADER), _line(["---"] * len(HEADER)), *(_line(_cells(row)) for row in claims.to_dict("records"))]
    return "\n".join([TITLE, "", counted(claims), "", MEANING, "", *lines, ""])


def in_readme(claims: pd.DataFrame, text: str) -> str:
    """Return a document whose verdicts, between `MARKS`, are those of the table of claims.

    Raises:
        InputError: the document has no such marks.

    """
    start, end = MARKS
    before, marked, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not marked or not closed:
        raise InputError(f"expected the lines {start} and {end} in the document, around the table of verdicts")
    rows = [[row["where"], row["statement"], f"**{row['verdict']}**", found(row)] for row in claims.to_dict("records")]
    lines = ["", counted(claims), "", _line(SHORT), _line(["---"] * len(SHORT)), *map(_line, rows)]
    return "\n".join([before + start, *lines, end + after])


def found(row: Mapping[Any, Any]) -> str:
    """Return a value with its interval and unit in words; a dash if there is none."""
    if isnan(row["value"]):
        return "–"
    return written(row["value"], row["low"], row["high"], row["unit"])


def counted(claims: pd.DataFrame) -> str:
    """Return how many claims have which verdict, from how many seeds at most, and at which scale."""
    counts = [(level, int((claims["verdict"] == level).sum())) for level in get_args(Level)]
    scales = ", ".join(scale for scale in claims["scale"].unique() if scale not in ("", "exact"))
    said = ", ".join(f"{count} {level}" for level, count in counts if count)
    exact, seeds = int((claims["scale"] == "exact").sum()), sorted({*claims["seeds"]} - {0}) or [0]
    many = f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"{seeds[0]}"
    of = f"{many} seed{'' if many == '1' else 's'}" + (f", {scales}" if scales else "")
    of += f", {exact} without training" if exact else ""
    return f"{len(claims)} claims, {of}: {said}."


def _cells(row: Mapping[Any, Any]) -> list[str]:
    seeds = "exact" if row["scale"] == "exact" else str(row["seeds"] or "–")
    verdict = f"**{row['verdict']}**"
    return [row["where"], row["statement"], row["published"], verdict, found(row), seeds, row["why"]]


def _line(cells: Any) -> str:  # noqa: ANN401
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"
