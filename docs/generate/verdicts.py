"""Verdicts and numbers of the kept studies, as Markdown."""

import functools
import inspect
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from hotcold import plugins
from hotcold.claims.parts.folder import read_tables
from hotcold.claims.parts.needs import OWN, source_of
from hotcold.claims.parts.report import found
from hotcold.storage.tables import read_table

KEPT = Path(__file__).parents[1] / "study"
OTHERS = ("cold",)  # studies kept below it that judge claims of another source


@functools.cache
def _claims() -> dict[str, dict[str, Any]]:
    """Return the rows of the kept tables of claims, by claim, those of the report first and in its order."""
    rows = [row for folder in (KEPT, *(KEPT / name for name in OTHERS)) for row in _rows(folder)]
    return {str(row["claim"]): row for row in rows}


def _rows(folder: Path) -> list[dict[str, Any]]:
    rows = read_table(folder / "claims.parquet").to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


@functools.cache
def _tables() -> dict[str, pd.DataFrame]:
    return read_tables(KEPT / "tables")


def number(claim: str) -> str:
    """Return what a claim's verdict rests on, without its interval."""
    row = _claims()[claim]
    return found({**row, "low": row["value"], "high": row["value"]})


def score(question: str) -> str:
    """Return a mean over seeds of the last epoch's scores: ``fid gaussian-linear-cnn``, or ``fid real digits``."""
    metric, _, name = question.partition(" ")
    by = "name" if name == "real digits" else "run"
    rows = _tables()["ruler" if by == "name" else "scores"]
    rows = rows[(rows["metric"] == metric) & (rows[by] == name) & (rows["protocol"] == "sound")]
    if by == "run":
        rows = rows[(rows["epoch"] == rows["epoch"].max()) & (rows["split"] == "test")]
    rows = rows[rows["n"] == rows["n"].max()]
    if rows.empty:
        raise ValueError(f"docs/study has no {metric} of {name}")
    return f"{rows['value'].mean():.3g}"


def table() -> str:
    """Return the verdicts on the report's claims in a table, each linked to its rule."""
    claims = {name: row for name, row in _claims().items() if source_of(name) == OWN}
    counts = pd.Series([row["verdict"] for row in claims.values()]).value_counts(sort=False)
    lines = [
        f"{len(claims)} claims: {', '.join(f'{count} {verdict}' for verdict, count in counts.items())}.",
        "",
        "| where | the report says | verdict | found |",
        "| --- | --- | --- | --- |",
    ]
    for claim, row in claims.items():
        link = f"[{row['statement']}](claims.md#{_anchor(claim)})"
        lines.append(f"| {row['where']} | {link} | {_verdict(row)} | {found(row)} |")
    return "\n".join(lines)


def said(claims: str) -> str:
    """Return the verdicts on some claims, each with what was found and, folded away, why."""
    lines = []
    for claim in claims.split():
        row = _claims()[claim]
        lines += [
            f"> {row['statement']}",
            ">",
            f"> {_verdict(row)} {found(row)} ([rule](claims.md#{_anchor(claim)}))",
            ">",
            f"> <details><summary>Why</summary><p>{_sentences(row['why'])}</p></details>",
            "",
        ]
    return "\n".join(lines)


def rules() -> str:
    """Return how every claim is judged: a section each, from the claim's own docstring."""
    lines = []
    for claim, row in _claims().items():
        # Its first line repeats the statement.
        where = f"Section {row['where']}. The report" if source_of(claim) == OWN else row["where"]
        rule = (inspect.getdoc(plugins.module("claims", claim)) or "").partition("\n\n")[2]
        lines += [
            f"({_anchor(claim)})=",
            f"## {row['statement']}",
            f"{where} prints: {row['published']}. What may differ: {row['factor']}.",
            "",
            f"{_verdict(row)} {found(row)}",
            "",
            rule,
            "",
            f"Code: `src/hotcold/claims/{claim}.py`",
            "",
        ]
    return "\n".join(lines)


def kept() -> str:
    """Return what the kept study is, and where and when it was made."""
    about: dict[Any, dict[str, Any]] = yaml.safe_load((KEPT / "provenance.yaml").read_text(encoding="utf-8"))
    seeds = _tables()["scores"].groupby("run")["seed"].nunique().value_counts().sort_index(ascending=False)
    runs = " and ".join(f"{count} of {number} seeds" for number, count in seeds.items())
    hours = sum(one["cpu_seconds"] for one in about.values()) / 3600
    machines = ", ".join(sorted({one["machine"] for one in about.values()}))
    return f"It has {seeds.sum()} runs: {runs}. It took {hours:.1f} hours of one core, on a machine of {machines}."


def _anchor(claim: str) -> str:
    return f"claim-{claim.replace('_', '-')}"


def _verdict(row: dict[str, Any]) -> str:
    return f"[{row['verdict']}]{{.verdict .{row['verdict'].replace(' ', '-')}}}"


def _sentences(why: str) -> str:
    """Return the parts of a sentence with many numbers, one below the other."""
    return escape(why).replace("; ", ";<br>")
