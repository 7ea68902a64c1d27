"""Draw one figure from tables and arrays, in every format asked for."""

from pathlib import Path
from typing import Any

from hotcold import plugins
from hotcold.errors import InputError
from hotcold.steps.command import Arguments, run
from hotcold.storage.arrays import read_arrays
from hotcold.storage.atomic import replacing
from hotcold.storage.tables import read_table


class PlotFigure(Arguments):
    """Draw one figure."""

    figure: str
    """A module of src/hotcold/figures."""

    tables: list[Path] = []
    """Tables that it is drawn from (.parquet)."""

    samples: list[Path] = []
    """Samples, as sample.py writes them (.npz)."""

    traces: list[Path] = []
    """Traces, as trace.py writes them (.npz)."""

    experiments: list[Path] = []
    """Latent experiments, as sample_latents.py writes them (.npz)."""

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
    tables = {path.stem: read_table(path) for path in arguments.tables}
    files = {
        "samples": [read_arrays(path, "samples") for path in arguments.samples],
        "traces": [read_arrays(path, "traces") for path in arguments.traces],
        "experiments": [read_arrays(path, "latents") for path in arguments.experiments],
    }
    arrays = {name: given for name, given in files.items() if given}
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
