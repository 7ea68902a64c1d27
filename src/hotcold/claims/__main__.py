"""Judge all claims again from a folder of tables, and print them: ``python -m hotcold.claims FOLDER``."""

import argparse
import sys
from pathlib import Path

from hotcold.claims.parts.folder import read_tables
from hotcold.claims.parts.judging import judge_all
from hotcold.claims.parts.report import markdown
from hotcold.errors import InputError


def main(argv: list[str] | None = None) -> None:
    """Print the claims of a folder of tables as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m hotcold.claims", description="Judge all claims from tables.")
    parser.add_argument("folder", type=Path, help="tables of a study, e.g. results/laptop/metrics (.parquet)")
    try:
        print(markdown(judge_all(read_tables(parser.parse_args(argv).folder))), end="")
    except InputError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
