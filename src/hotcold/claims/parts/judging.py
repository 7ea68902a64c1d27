"""Judge claims from tables, and write and read what came out."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hotcold import plugins
from hotcold.claims.parts.evidence import Evidence
from hotcold.claims.parts.needs import claim_needs, claim_tables
from hotcold.claims.parts.settings_table import with_precisions
from hotcold.claims.parts.verdict import NotComparableError, UndecidedError, Verdict
from hotcold.errors import DamagedError, InputError, first_line
from hotcold.storage.places import check_place
from hotcold.storage.tables import Column, read_table, write_table

CLAIMS = {
    "claim": Column("", "name of the claim, a module of src/hotcold/claims"),
    "statement": Column("", "what the report says, or another source"),
    "where": Column("", "where it says so: section and figure"),
    "factor": Column("", "what the claim is about; runs that are compared differ in nothing else"),
    "published": Column("", "the number that the report prints, or its words"),
    "verdict": Column("", "confirmed, corrected, refuted, undecided or not comparable"),
    "value": Column("see unit", "what the verdict rests on; missing if there is nothing"),
    "low": Column("see unit", "lower end of its 95 % interval, over seeds (over images if under 3), or of a range"),
    "high": Column("see unit", "upper end"),
    "unit": Column("", "unit of value, low and high; empty for plain numbers"),
    "seeds": Column("seed", "number of seeds; 0 where none is needed"),
    "scale": Column("", "scale of the study; exact where nothing was trained"),
    "why": Column("", "one sentence with the numbers"),
}
_FIGURE_LAST = 1000  # a claim of the text comes after those of the section's figures


def judge_claim(name: str, tables: Mapping[str, pd.DataFrame]) -> Verdict:
    """Return the verdict on a claim.

    Args:
        name: a module of src/hotcold/claims.
        tables: those that the study makes, by name; the others are ignored.

    Raises:
        InputError: a table holds something else than this version of the study makes.

    """
    needs = claim_needs(name)
    try:
        told = with_precisions({table: tables[table] for table in claim_tables(name) if table in tables})
        given = {table: told[table] for table in needs if table in told}
        scale = _scale(given) if "settings" in needs else "exact"
        for table in needs:
            Evidence(given).table(table)
        verdict: Verdict = plugins.entry("claims", name)(given)
    except UndecidedError as error:
        verdict = Verdict("undecided", str(error))
    except NotComparableError as error:
        verdict = Verdict("not comparable", str(error))
    except KeyError as error:
        raise InputError(f"{name}: {error} is not in its tables; make them again") from error
    except (TypeError, ValueError) as error:  # texts for numbers, a row twice
        raise InputError(f"{name}: cannot be judged from its tables ({first_line(error)}); make them again") from error
    return replace(verdict, scale=scale)


def judge_all(tables: Mapping[str, pd.DataFrame], names: Iterable[str]) -> pd.DataFrame:
    """Return the table of these claims, in the report's order."""
    return in_order(pd.DataFrame([claim_row(name, judge_claim(name, tables)) for name in names]))


def claim_row(name: str, verdict: Verdict) -> dict[str, Any]:
    """Return a row of the table: a claim and its verdict."""
    about = {
        key: plugins.constant("claims", name, key.upper()) for key in ("statement", "where", "published", "factor")
    }
    row = {"claim": name, **about, **asdict(verdict)}
    return {column: row[column] for column in CLAIMS}


def in_order(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the report's order: by section, figure and name."""
    places = [_place(where) for where in claims["where"]]
    order = sorted(range(len(claims)), key=lambda row: (places[row], claims["claim"].iloc[row]))
    return claims.iloc[order].reset_index(drop=True)


def write_verdict(name: str, verdict: Verdict, path: Path) -> None:
    """Write a claim and its verdict as a table of one row."""
    write_table(pd.DataFrame([claim_row(name, verdict)]), path, CLAIMS)


def read_verdict(path: Path) -> pd.DataFrame:
    """Return a claim and its verdict, the table of one row that `write_verdict` wrote.

    Raises:
        InputError: the file is missing or damaged, or holds another claim than its name says.

    """
    rows = read_table(path)
    if set(rows.columns) != set(CLAIMS) or len(rows) != 1:
        raise DamagedError(path, "not a claim's verdict")
    check_place(path, {"claim": rows["claim"].iloc[0]})
    return rows


def _scale(tables: Mapping[str, pd.DataFrame]) -> str:
    if "settings" not in tables:
        return ""
    rows = tables["settings"]
    return ", ".join(str(json.loads(value)) for value in rows[rows["setting"] == "scale"]["value"].unique())


def _place(where: str) -> tuple[list[int], int]:
    """Return ``1.2.2, fig 3`` as section and first figure."""
    section, _, figure = where.partition(",")
    found = re.search(r"\d+", figure)
    return [int(part) for part in re.findall(r"\d+", section)], int(found[0]) if found else _FIGURE_LAST
