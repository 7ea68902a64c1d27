"""Measure what the latent experiments gave: classes, confidence and diversity, beside real digits."""

from pathlib import Path

from hotcold.diffusion.device import pick_device
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.latent_tables import INTRODUCTION, LATENTS, measure_latents
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import write_table, write_text_table


class MeasureLatents(OnDevice):
    """Measure what the latent experiments gave."""

    experiments: list[Path]
    """Samples, as sample_latents.py writes them (.npz)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    confident: float = 0.9
    """Probability from which a sample counts as confidently classified."""

    table: Path
    """Table to write (.parquet)."""

    text: Path
    """The same to read (.md)."""


def main(arguments: MeasureLatents) -> None:
    classifier = load_classifier(arguments.classifier, pick_device(arguments.compute.device))
    experiments = [read_arrays(path, "latents") for path in arguments.experiments]
    digits = read_arrays(arguments.digits, "digits")["test_images"]
    table = measure_latents(experiments, classifier, digits, arguments.confident)
    write_table(table, arguments.table, LATENTS)
    write_text_table(table, arguments.text, INTRODUCTION)


if __name__ == "__main__":
    run(main, MeasureLatents)
