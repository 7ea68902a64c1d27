"""Draw one figure from tables and arrays, in every format asked for."""

from pathlib import Path
from typing import Any

from pydantic import Field

from hotcold import plugin_checks, plugins
from hotcold.claims.parts.settings_table import with_precisions
from hotcold.errors import InputError
from hotcold.figures.parts.verdicts import judged
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

    claims: list[Path] = []
    """Verdicts that its title states, as judge_claim.py writes them (.parquet)."""

    samples: list[Path] = []
    """Samples, as sample.py writes them (.npz)."""

    traces: list[Path] = []
    """Traces, as trace.py writes them (.npz)."""

    experiments: list[Path] = []
    """Latent experiments, as sample_latents.py writes them (.npz)."""

    digits: list[Path] = Field([], max_length=1)
    """Digits of training and validation, as get_data.py writes them (.npz)."""

    runs: list[str] | None = None
    """Runs that the figure shows, if it chooses among those of its tables."""

    options: dict[str, Any] = {}
    """The figure's style options."""

    dpi: int = 300
    """Dots per inch of a PNG."""

    outputs: list[Path]
    """Files to write; their suffixes say the formats (.png, .svg, .pdf)."""


def main(arguments: PlotFigure) -> None:
    plugin_checks.check_options("figures", arguments.figure, arguments.options, "options")
    given: dict[str, Any] = {path.stem: read_table(path) for path in arguments.tables}
    if plugins.constant("figures", arguments.figure, "NEEDS").get("claims"):  # of which a study may judge none
        given["claims"] = {path.stem: judged(read_table(path).iloc[0].to_dict()) for path in arguments.claims}
    if arguments.digits:
        given["digits"] = read_arrays(arguments.digits[0], "digits")
    if arguments.runs is not None:
        given["runs"] = arguments.runs
    files = {
        "samples": [read_arrays(path, "samples") for path in arguments.samples],
        "traces": [read_arrays(path, "traces") for path in arguments.traces],
        "experiments": [read_arrays(path, "latents") for path in arguments.experiments],
    }
    given |= {name: arrays for name, arrays in files.items() if arrays}
    try:
        figure = plugins.entry("figures", arguments.figure)(**with_precisions(given), **arguments.options)
    except KeyError as error:
        raise InputError(f"{arguments.figure}: {error} is not in its tables or arrays; make them again") from error
    for path in arguments.outputs:
        # No date inside, so that the same figure is the same bytes.
        metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix, {"Software": None})
        with replacing(path) as temporary:
            figure.savefig(temporary, dpi=arguments.dpi, metadata=metadata, bbox_inches="tight")


if __name__ == "__main__":
    run(main, PlotFigure)
