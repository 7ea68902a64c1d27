"""Durations in words."""

import re

LEFT = re.compile(r"(?:(\d+) h )?(?:(\d+) min )?(?:(\d+) s )?left\b")


def in_words(seconds: float) -> str:
    """Return a duration to read, such as 45 s, 1 min 10 s, 2 h 5 min."""
    minutes, seconds = divmod(max(round(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else seconds, "s")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 s"


def roughly(seconds: float) -> str:
    """Return an estimate to read: of more than five minutes, nobody can tell the seconds."""
    unit = 10 if seconds < 300 else 60
    return in_words(unit * max(round(seconds / unit), 1))


def seconds_left(line: str) -> float:
    """Return what a line says is left, in seconds; 0 if it says nothing."""
    found = LEFT.search(line)
    return (
        sum(int(amount or 0) * unit for amount, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else 0
    )
