"""Score real digits, as they are and made worse: what a score means."""

from pathlib import Path

import pandas as pd
from pydantic import PositiveInt

from hotcold import seeds
from hotcold.config.scores import Protocol
from hotcold.diffusion.device import pick_device
from hotcold.evaluation.corruptions import corrupted
from hotcold.evaluation.reference import pool, read_reference
from hotcold.evaluation.ruler_table import RULER, ruler_table, with_starts
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

    shipped: bool = False
    """Whether the classifier is the one that ships, which was trained on none of the bundled digits."""

    metrics: list[list[str]]
    """Modules of src/hotcold/evaluation/metrics, for each network."""

    protocols: list[Protocol] = ["sound", "published"]
    """How scores count."""

    published_images: PositiveInt = 1000
    """Images the published protocol takes."""

    sizes: list[PositiveInt]
    """Numbers of images that scores are of; the largest is that of digits made worse."""

    table: Path
    """Table to write (.parquet)."""

    text: Path
    """The same to read (.csv)."""


def main(arguments: ScoreReal) -> None:
    each = zip(arguments.references, arguments.weights, arguments.metrics, strict=True)
    table = pd.concat([score_by(arguments, *network) for network in each], ignore_index=True)
    metrics = [metric for of_network in arguments.metrics for metric in of_network]
    write_table(table, arguments.table, described(RULER, metrics))
    write_text_table(table, arguments.text)


def score_by(arguments: ScoreReal, path: Path, weights: Path, metrics: list[str]) -> pd.DataFrame:
    """Return the rows of one network; InceptionV3, which is slow, sees no digits made worse."""
    digits = read_arrays(arguments.digits, "digits")
    garments = read_arrays(arguments.garments_test, "garments-test")["test_images"]
    reference = with_starts(read_reference(path, arguments.digits, arguments.digits_test, weights), garments)
    images, labels = pool(reference.name, arguments.shipped, digits)
    rng = seeds.numpy_generator(0, "digits made worse")
    worse = corrupted(images, labels, digits["train_images"], garments, max(arguments.sizes), rng)
    with progress(None, f"real digits by {reference.name}") as bar:
        return ruler_table(
            reference,
            open_eye(reference.name, weights, pick_device(arguments.compute.device)),
            metrics,
            worse if reference.name == "digits" else [],
            sizes=arguments.sizes,
            protocols=arguments.protocols,
            published_images=arguments.published_images,
            on_images=bar.update,
        )


if __name__ == "__main__":
    run(main, ScoreReal)
