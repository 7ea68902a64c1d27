"""Score the samples of some runs by what a network sees in them, beside what it sees in real digits."""

from pathlib import Path

from pydantic import PositiveInt

from hotcold.config.scores import Protocol
from hotcold.diffusion.device import pick_device
from hotcold.evaluation.reference import read_reference
from hotcold.evaluation.scores import SCORES, described, score
from hotcold.evaluation.seen import open_eye
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.tables import write_table


class ScoreSamples(OnDevice):
    """Score the samples of some runs."""

    samples: list[Path]
    """Samples of the runs' checkpoints, as sample.py writes them (.npz)."""

    digits_test: Path
    """Digits of the test (.npz)."""

    reference: Path
    """What the network sees in real digits, as compute_reference.py writes it (.npz)."""

    weights: Path
    """The digit classifier (.safetensors), or checked InceptionV3 weights (.pth)."""

    metrics: list[str] = ["fid"]
    """Modules of src/hotcold/evaluation/metrics."""

    protocols: list[Protocol] = ["sound", "published"]
    """How to count."""

    published_images: PositiveInt = 1000
    """Images the published protocol takes."""

    output: Path
    """Table to write (.parquet)."""


def main(arguments: ScoreSamples) -> None:
    reference = read_reference(arguments.reference, arguments.digits, arguments.digits_test, arguments.weights)
    eye = open_eye(reference.name, arguments.weights, pick_device(arguments.compute.device))
    with progress(None, f"scoring by {reference.name}") as bar:
        table = score(
            arguments.samples,
            reference,
            eye,
            arguments.metrics,
            protocols=arguments.protocols,
            published_images=arguments.published_images,
            on_images=bar.update,
        )
    write_table(table, arguments.output, described(SCORES, arguments.metrics))


if __name__ == "__main__":
    run(main, ScoreSamples)
