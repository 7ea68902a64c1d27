"""Score the samples of some runs by the features of their images, beside those of real digits."""

import itertools
from pathlib import Path

import pandas as pd
from pydantic import PositiveInt

from hotcold.config.scores import Protocol
from hotcold.diffusion.device import pick_device
from hotcold.evaluation.features.extract import feature_extractor
from hotcold.evaluation.reference import read_reference
from hotcold.evaluation.scores import columns, score
from hotcold.steps.arguments import OnDevice
from hotcold.steps.command import run
from hotcold.steps.progress import progress
from hotcold.storage.tables import write_table


class ScoreSamples(OnDevice):
    """Score the samples of some runs."""

    samples: list[Path]
    """Samples of the runs' checkpoints, as sample.py writes them (.npz), run by run."""

    reference: Path
    """Features of real digits, as compute_reference.py writes them (.npz)."""

    weights: Path
    """The digit classifier (.safetensors), or checked InceptionV3 weights (.pth)."""

    metrics: list[str] = ["fid"]
    """Modules of src/hotcold/evaluation/metrics."""

    protocols: list[Protocol] = ["sound", "published"]
    """How to count."""

    published_images: PositiveInt = 1000
    """Images the published protocol takes."""

    tables: list[Path]
    """Tables to write, one for each metric (.parquet)."""


def main(arguments: ScoreSamples) -> None:
    reference = read_reference(arguments.reference, arguments.digits, arguments.weights)
    extract = feature_extractor(reference.name, arguments.weights, pick_device(arguments.compute.device))
    with progress(None, f"scoring by {reference.name}") as bar:
        scores = [
            score(
                list(files),
                reference,
                extract,
                arguments.metrics,
                protocols=arguments.protocols,
                published_images=arguments.published_images,
                on_images=bar.update,
            )
            for _, files in itertools.groupby(arguments.samples, key=lambda path: path.parent)
        ]
    for metric, path in zip(arguments.metrics, arguments.tables, strict=True):
        table = pd.concat([of_run[metric] for of_run in scores], ignore_index=True)
        write_table(table, path, columns(metric))


if __name__ == "__main__":
    run(main, ScoreSamples)
