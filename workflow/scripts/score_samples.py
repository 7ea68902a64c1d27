"""Score the samples of some runs by the Fréchet distance of their features to those of real digits."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import PositiveInt
from tqdm import tqdm

from hotcold.artifacts import Column, Rows, open_rows, read_arrays, write_table
from hotcold.cli import Arguments, run
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device
from hotcold.errors import InputError
from hotcold.features.extract import check_weights, feature_extractor
from hotcold.frechet import frechet_distance, frechet_distances
from hotcold.pixels import stretch_to_bytes, to_bytes
from hotcold.progress import progress

Protocol = Literal["sound", "published"]
BLOCK = 500  # images in memory

FID = {
    "run": Column("", "name of the run"),
    "seed": Column("", "seed of the run"),
    "degradation": Column("", "degradation of the run"),
    "schedule": Column("", "noise schedule of the run"),
    "network": Column("", "network of the run"),
    "epoch": Column("epoch", "epoch of the checkpoint"),
    "weights": Column("", "raw or ema"),
    "features": Column("", "digits: penultimate layer of the digit classifier; inception: InceptionV3"),
    "protocol": Column(
        "", "sound: clamped, all held-out digits; published: each stretched to its own range, first 1,000"
    ),
    "sampler": Column("", "sampler and its options"),
    "steps": Column("step", "sampling steps"),
    "n_generated": Column("image", "generated images"),
    "n_real": Column("image", "real, held-out images"),
    "value": Column("feature unit²", "Fréchet distance between generated and real"),
    "floor": Column("feature unit²", "the same between n_generated training digits and the real ones"),
}


class ScoreSamples(Arguments):
    """Score the samples of some runs."""

    samples: list[Path]
    """Samples of the runs' checkpoints, as sample.py writes them (.npz)."""

    reference: Path
    """Features of real digits, as compute_reference.py writes them (.npz)."""

    weights: Path
    """The digit classifier (.safetensors), or checked InceptionV3 weights (.pth)."""

    protocols: list[Protocol] = ["sound", "published"]
    """How to count."""

    published_images: PositiveInt = 1000
    """Images the published protocol takes."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """Scores (.parquet)."""


def main(arguments: ScoreSamples) -> None:
    device = pick_device(arguments.compute.device)
    reference = read_arrays(arguments.reference, "reference")
    name, held_out, train = reference.metadata["features"], reference["held_out"], reference["train"]
    extract = feature_extractor(name, arguments.weights, device)
    check_weights(arguments.reference, reference.metadata["weights"], arguments.weights)
    files = [open_rows(path, "samples", "images") for path in arguments.samples]
    common: dict[tuple[str, int], int] = {}  # images that every checkpoint of a run has
    for file in files:
        common[_run(file)] = min(file.shape[0], common.get(_run(file), file.shape[0]))

    @functools.cache
    def floor(n: int, n_real: int) -> float:
        return frechet_distance(held_out[:n_real], train[:n])

    def numbers(file: Rows, protocol: Protocol) -> tuple[list[int], int]:
        """Return how many generated images to score, and against how many real ones."""
        if protocol == "published":
            return [min(file.shape[0], arguments.published_images)], min(len(held_out), arguments.published_images)
        return sorted({file.shape[0], common[_run(file)]}), len(held_out)

    tasks = [(file, protocol, *numbers(file, protocol)) for file in files for protocol in arguments.protocols]
    rows = []
    with progress(sum(max(sizes) for _, _, sizes, _ in tasks), f"scoring by {name}") as bar:
        for file, protocol, sizes, n_real in tasks:
            features = (extract(images) for images in _counted(_as_bytes(file, protocol), bar))
            for n, value in zip(sizes, frechet_distances(held_out[:n_real], features, sizes), strict=True):
                rows.append(
                    {
                        **{key: file.metadata[key] for key in FID if key in file.metadata},
                        "features": name,
                        "protocol": protocol,
                        "n_generated": n,
                        "n_real": n_real,
                        "value": value,
                        "floor": floor(n, n_real),
                    }
                )
    write_table(pd.DataFrame(rows), arguments.output, FID)


def _run(file: Rows) -> tuple[str, int]:
    return file.metadata["run"], file.metadata["seed"]


def _as_bytes(file: Rows, protocol: Protocol) -> Iterator[NDArray[np.uint8]]:
    for images in file.blocks(BLOCK):
        if not np.isfinite(images).all():
            raise InputError(f"{file.path}: a pixel is not finite; expected finite samples, so train that run again")
        yield stretch_to_bytes(images) if protocol == "published" else to_bytes(images, file.metadata["pixel_limit"])


def _counted(blocks: Iterator[NDArray], bar: tqdm) -> Iterator[NDArray]:
    for block in blocks:
        bar.update(len(block))
        yield block


if __name__ == "__main__":
    run(main, ScoreSamples)
