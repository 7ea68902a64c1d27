"""Write the page that shows a study."""

from pathlib import Path

from hotcold.config.study import Study
from hotcold.page.page import Shown, illustration, write
from hotcold.page.tables import tables
from hotcold.page.versions import versions
from hotcold.page.words import figure_title
from hotcold.steps.command import Arguments, run
from hotcold.storage.atomic import replacing
from hotcold.storage.tables import read_table, table_columns


class WritePage(Arguments):
    """Write the page that shows a study."""

    study: Study
    """The config."""

    shown_figures: list[Shown]
    """Its figures."""

    shown_animations: list[Shown] = []
    """Its animations."""

    figures: list[Path]
    """Their files, in the same order (.png)."""

    animations: list[Path] = []
    """Likewise (.gif)."""

    tables: list[Path]
    """Its tables (.parquet)."""

    output: Path
    """Page to write (.html)."""


def main(arguments: WritePage) -> None:
    frames = {path.stem: read_table(path) for path in arguments.tables}
    columns = {path.stem: table_columns(path) for path in arguments.tables}
    figures = zip(arguments.shown_figures, arguments.figures, strict=True)
    animations = zip(arguments.shown_animations, arguments.animations, strict=True)
    text = write(
        arguments.study,
        claims=frames.get("claims"),
        animations=[illustration(one, one.name, path) for one, path in animations],
        figures=[illustration(one, figure_title(one.name), path) for one, path in figures],
        tables=tables(frames, columns),
        versions=versions(Path(__file__).resolve().parents[2], ("torch", "numpy", "snakemake")),
    )
    with replacing(arguments.output) as temporary:
        temporary.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run(main, WritePage)
