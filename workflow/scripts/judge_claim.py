"""Judge one claim from the study's tables."""

from pathlib import Path

from hotcold.claims.parts.judging import judge_claim, write_verdict
from hotcold.steps.command import Arguments, run
from hotcold.storage.tables import read_table


class JudgeClaim(Arguments):
    """Judge one claim."""

    claim: str
    """A module of src/hotcold/claims."""

    tables: list[Path] = []
    """Those tables that it needs and that the study makes (.parquet)."""

    output: Path
    """Table of one row to write (.parquet)."""


def main(arguments: JudgeClaim) -> None:
    tables = {path.stem: read_table(path) for path in arguments.tables}
    write_verdict(arguments.claim, judge_claim(arguments.claim, tables), arguments.output)


if __name__ == "__main__":
    run(main, JudgeClaim)
