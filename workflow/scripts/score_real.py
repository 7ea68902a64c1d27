"""Score real digits, as they are and made worse: what a score means."""

from pathlib import Path

import pandas as pd
from pydantic import PositiveInt

from hotcold.config.scores import Protocol
from hotcold.diffusion.device import pick_device
from hotcold.evaluation.reference import read_reference
from hotcold.evaluation.ruler_table import RULER, ruler_table, with_starts, worse_digits
from hotcold.evaluation.scores import described
from hotcold.evaluation.seen import open_eye
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table, write_text_table


class ScoreReal(OnDevice):
    """Score real digits."""

    digits_test: Path
    """Digits of the test (.npz)."""

    garments_test: Path
    """Garments of the test (.npz): starts that the digits did not come from, and what they may be mixed with."""

    references: list[Path]
    """What networks see in real digits, as compute_reference.py writes it (.npz)."""

    weights: list[Path]
    """Of each network: the digit classifier (.safetensors), or checked InceptionV3 weights (.pth)."""

    shipped: bool
    """Whether the classifier is the one that ships, which was trained on none of the bundled digits."""

    metrics: list[list[str]]
    """Modules of src/hotcold/evaluation/metrics, for each network."""

    protocols: list[Protocol]
    """How scores count."""

    published_images: PositiveInt
    """Images the published protocol takes."""

    sizes: list[PositiveInt]
    """Numbers of images that scores are of; the largest is that of digits made worse."""

    table: Path
    """Table to write (.parquet)."""

    text: Path
    """The same to read (.csv)."""


def main(arguments: ScoreReal) -> None:
    digits = read_arrays(arguments.digits, "digits")
    garments = read_arrays(arguments.garments_test, "garments-test")["test_images"]
    tables = []
    for path, weights, metrics in zip(arguments.references, arguments.weights, arguments.metrics, strict=True):
        reference = with_starts(read_reference(path, arguments.digits, arguments.digits_test, weights), garments)
        with progress(None, f"real digits by {reference.name}") as bar:
            table = ruler_table(
                reference,
                open_eye(reference.name, weights, pick_device(arguments.compute.device)),
                metrics,
                worse_digits(reference.name, arguments.shipped, digits, garments, max(arguments.sizes)),
                sizes=arguments.sizes,
                protocols=arguments.protocols,
                published_images=arguments.published_images,
                on_images=bar.update,
            )
        tables.append(table)
    table = pd.concat(tables, ignore_index=True)
    write_table(table, arguments.table, described(RULER, [metric for some in arguments.metrics for metric in some]))
    write_text_table(table, arguments.text)


if __name__ == "__main__":
    run(main, ScoreReal)
