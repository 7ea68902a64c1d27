"""Samples from means of garments are strongly biased to 3 and 8 (figure 17).

Shares of 3 and of 8 among samples from means of the most garments less those from single ones, paired by seed.
Confirmed if both grow, together by more than 5 points; refuted if together by less; corrected if they grow so and one
of the two shrinks.
"""

from collections.abc import Mapping

import pandas as pd

from hotcold.claims.parts.decisions import both, inside, verdict
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.intervals import difference, mean, paired
from hotcold.claims.parts.reading import of_experiment
from hotcold.claims.parts.verdict import Level, UndecidedError, Verdict

STATEMENT = "Samples from means of garments are strongly biased to 3 and 8."
WHERE = "2.4.2, fig 17"
PUBLISHED = "3 and 8"
FACTOR = "N"
NEEDS = ["settings", "latents"]

DIGITS = (3, 8)
STRONG = 0.05  # growth of their share


def judge(tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Judge it from the shares of the two classes at the largest N, against N = 1."""
    evidence = Evidence(tables)
    experiment = evidence.experiment("mean")
    rows = evidence.table("latents")
    most = rows[rows["experiment"] == experiment]["level"].max()
    if not most > 1:
        raise UndecidedError(f"{experiment} has no means of several garments")
    shares = {n: {k: evidence.latents(experiment, f"class_{k}", n) for k in range(10)} for n in (1, most)}
    grown = {k: difference(shares[most][k], shares[1][k]) for k in range(10)}
    both_digits = difference(*(_sum(of) for of in (shares[most], shares[1])))
    single = both(*(inside(grown[k], low=0) for k in DIGITS))
    level: Level = inside(both_digits, low=STRONG)
    if level == "confirmed":
        level = "corrected" if single == "refuted" else single
    surely = [f"{k} by {grown[k].times(100).text()}" for k in grown if k not in DIGITS and grown[k].low > 0]
    told = ", ".join(f"{k} by {grown[k].times(100).text()}" for k in DIGITS)
    ends = " and ".join(f"{mean(_sum(of)).times(100).text('%')} at N = {n:g}" for n, of in shares.items())
    why = (
        f"both together are {ends}, and would be 20 % if classes were even; against N = 1 the shares change, in points:"
        f" {told}, both by {both_digits.times(100).text()}; of others, {' and '.join(surely) or 'none'} with the whole"
        f" interval above 0{of_experiment(evidence, experiment)}."
    )
    unit = f"points that their share grows from N = 1 to {most:g}; strong is {100 * STRONG:g}"
    return verdict(level, both_digits.times(100), why, unit)


def _sum(shares: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the share of both digits; its interval as if they were counted apart."""
    a, b = paired(*(shares[k] for k in DIGITS))
    value = a["value"] + b["value"]
    below = ((a["low"] - a["value"]) ** 2 + (b["low"] - b["value"]) ** 2) ** 0.5
    above = ((a["high"] - a["value"]) ** 2 + (b["high"] - b["value"]) ** 2) ** 0.5
    return pd.DataFrame({"value": value, "low": value - below, "high": value + above})
