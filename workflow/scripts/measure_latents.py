"""Measure what the latent experiments gave: classes, realism and variety, beside real digits."""

from pathlib import Path

from hotcold.diffusion.device import pick_device
from hotcold.evaluation.latent_tables import LATENTS, measure_latents
from hotcold.evaluation.reference import read_reference
from hotcold.evaluation.seen import open_eye
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table, write_text_table


class MeasureLatents(OnDevice):
    """Measure what the latent experiments gave."""

    experiments: list[Path]
    """Samples, as sample_latents.py writes them (.npz)."""

    digits_test: Path
    """Digits of the test split (.npz)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    reference: Path
    """What it sees in real digits, as compute_reference.py writes it (.npz)."""

    table: Path
    """Table to write (.parquet)."""

    text: Path
    """The same to read (.csv)."""


def main(arguments: MeasureLatents) -> None:
    eye = open_eye("digits", arguments.classifier, pick_device(arguments.compute.device))
    reference = read_reference(arguments.reference, arguments.digits, arguments.digits_test, arguments.classifier)
    table = measure_latents([read_arrays(path, "latents") for path in arguments.experiments], eye, reference)
    write_table(table, arguments.table, LATENTS)
    write_text_table(table, arguments.text)


if __name__ == "__main__":
    run(main, MeasureLatents)
