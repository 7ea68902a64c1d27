"""Draw one figure from tables and arrays, in every format asked for."""

from pathlib import Path
from typing import Any

from hotcold import plugins
from hotcold.artifacts import read_arrays, read_table, replacing
from hotcold.cli import Arguments, run
from hotcold.errors import InputError


class PlotFigure(Arguments):
    """Draw one figure."""

    figure: str
    """A module of src/hotcold/figures."""

    tables: dict[str, Path] = {}
    """Tables (.parquet) by the name that the figure gives them."""

    arrays: dict[str, list[Path]] = {}
    """Array files (.npz), likewise."""

    runs: list[str] | None = None
    """Runs that the figure shows, if it chooses among those of its tables."""

    options: dict[str, Any] = {}
    """The figure's style options."""

    dpi: int = 300
    """Dots per inch of a PNG."""

    outputs: list[Path]
    """Files to write; their suffixes say the formats (.png, .svg, .pdf)."""


def main(arguments: PlotFigure) -> None:
    plugins.check_options("figures", arguments.figure, arguments.options, "options")
    tables = {name: read_table(path) for name, path in arguments.tables.items()}
    arrays = {name: [read_arrays(path, name) for path in paths] for name, paths in arguments.arrays.items()}
    runs = {} if arguments.runs is None else {"runs": arguments.runs}
    try:
        figure = plugins.entry("figures", arguments.figure)(**tables, **arrays, **runs, **arguments.options)
    except KeyError as error:
        raise InputError(f"{arguments.figure}: {error} is not in its tables or arrays; make them again") from error
    for path in arguments.outputs:
        # No date inside, so that the same figure is the same bytes.
        metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix, {"Software": None})
        with replacing(path) as temporary:
            figure.savefig(temporary, dpi=arguments.dpi, metadata=metadata, bbox_inches="tight")


if __name__ == "__main__":
    run(main, PlotFigure)
