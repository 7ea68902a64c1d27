"""How a number and its 95 % interval are written, wherever a reader sees them: ``12.1 [8.3, 15.9] steps``."""

from math import nan

DIGITS = 3  # that count: no interval here carries more


def number(value: float) -> str:
    """Return a number to `DIGITS` digits, without an exponent where a reader knows how to read it."""
    rounded = float(f"{value:.{DIGITS - 1}e}") + 0.0  # no minus before a zero
    text = f"{rounded:.0f}" if 10 ** (DIGITS - 1) <= abs(rounded) < 1e9 else f"{rounded:.{DIGITS}g}"
    return text.replace("-", "−")


def written(value: float, low: float = nan, high: float = nan, unit: str = "") -> str:
    """Return a number with its interval, where it has one that is not itself, and its unit."""
    interval = f" [{number(low)}, {number(high)}]" if low < high else ""
    return f"{number(value)}{interval} {unit}".strip()
