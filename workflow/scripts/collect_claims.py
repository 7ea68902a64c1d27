"""Put the verdicts on all claims into one table, in the report's order, and into one to read."""

from pathlib import Path

import pandas as pd

from hotcold.claims.parts.judging import CLAIMS, in_order, read_verdict
from hotcold.claims.parts.report import markdown
from hotcold.steps.command import Arguments, run
from hotcold.storage.atomic import replacing
from hotcold.storage.tables import write_table


class CollectClaims(Arguments):
    """Put the verdicts on all claims into one table."""

    verdicts: list[Path]
    """Verdicts, as judge_claim.py writes them (.parquet)."""

    table: Path
    """Table to write (.parquet)."""

    text: Path
    """The same to read (.md)."""


def main(arguments: CollectClaims) -> None:
    claims = in_order(pd.concat([read_verdict(path) for path in arguments.verdicts], ignore_index=True))
    write_table(claims, arguments.table, CLAIMS)
    with replacing(arguments.text) as temporary:
        temporary.write_text(markdown(claims), encoding="utf-8")


if __name__ == "__main__":
    run(main, CollectClaims)
