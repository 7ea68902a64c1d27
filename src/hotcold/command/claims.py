"""``hotcold claims``: judge a study's claims again, from its tables."""

import argparse
from pathlib import Path
from typing import Any

from hotcold.command.parsers import new_parser

EXAMPLES = """
hotcold claims results/laptop
hotcold claims docs/study > claims.md
"""


def add(parsers: Any) -> None:  # noqa: ANN401
    """Add the command."""
    text = "Judge a study's claims again from its tables, and print the verdicts as Markdown."
    parser = new_parser(parsers, "claims", claims, text, EXAMPLES)
    parser.add_argument("study", type=Path, help="a study's folder, as results/laptop, or a folder of its tables")


def claims(given: argparse.Namespace) -> None:
    """Print the verdicts."""
    from hotcold.claims.parts.folder import claims_in, read_tables
    from hotcold.claims.parts.judging import judge_all
    from hotcold.claims.parts.report import markdown

    print(markdown(judge_all(read_tables(given.study), claims_in(given.study))), end="")
