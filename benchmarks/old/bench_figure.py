"""Draw the measurements of training and sampling."""

from pathlib import Path

from hotcold.artifacts import read_table, replacing
from hotcold.bench.figure import draw
from hotcold.cli import Arguments, run


class BenchFigure(Arguments):
    """Draw the measurements of training and sampling."""

    table: Path
    """All measurements, as bench_table.py writes them (.parquet)."""

    dpi: int = 300
    """Dots per inch of a PNG."""

    outputs: list[Path]
    """Files to write; their suffixes say the formats (.png, .svg)."""


def main(arguments: BenchFigure) -> None:
    figure = draw(read_table(arguments.table))
    for path in arguments.outputs:
        # No date inside, so that the same figure is the same bytes.
        metadata = {".svg": {"Date": None}}.get(path.suffix, {"Software": None})
        with replacing(path) as temporary:
            figure.savefig(temporary, dpi=arguments.dpi, metadata=metadata, bbox_inches="tight")


if __name__ == "__main__":
    run(main, BenchFigure)
