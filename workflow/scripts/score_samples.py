"""Score the samples of one run by the Fréchet distance of their features to those of real digits."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import PositiveInt

from hotcold.artifacts import Arrays, Column, read_arrays, write_table
from hotcold.cli import Arguments, run
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device, set_threads
from hotcold.errors import InputError
from hotcold.features.extract import extract
from hotcold.frechet import frechet_distance
from hotcold.pixels import stretch_to_bytes, to_bytes

Protocol = Literal["sound", "published"]

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
    """Score the samples of one run."""

    samples: list[Path]
    """Samples of the run's checkpoints, as sample.py writes them (.npz)."""

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
    set_threads(arguments.compute.threads)
    device = pick_device(arguments.compute.device)
    reference = read_arrays(arguments.reference)
    name = reference.metadata["features"]
    files = [_checked(path) for path in arguments.samples]
    common = min(len(file["images"]) for file in files)
    rows = []
    for file in files:
        for protocol in arguments.protocols:
            features = extract(name, _as_bytes(file, protocol), arguments.weights, device)
            for n, n_real in _sizes(
                protocol, len(features), len(reference["held_out"]), common, arguments.published_images
            ):
                real = reference["held_out"][:n_real]
                rows.append(
                    {
                        **{key: file.metadata[key] for key in FID if key in file.metadata},
                        "features": name,
                        "protocol": protocol,
                        "n_generated": n,
                        "n_real": n_real,
                        "value": frechet_distance(real, features[:n]),
                        "floor": frechet_distance(real, reference["train"][:n]),
                    }
                )
    write_table(pd.DataFrame(rows), arguments.output, FID)


def _sizes(protocol: Protocol, generated: int, real: int, common: int, published: int) -> list[tuple[int, int]]:
    """Return the (n_generated, n_real) to score: all, and as many as every checkpoint has."""
    if protocol == "published":
        return [(min(generated, published), min(real, published))]
    return [(n, real) for n in sorted({generated, common})]


def _as_bytes(file: Arrays, protocol: Protocol) -> np.ndarray:
    if protocol == "published":
        return stretch_to_bytes(file["images"])
    return to_bytes(file["images"], file.metadata["pixel_limit"])


def _checked(path: Path) -> Arrays:
    file = read_arrays(path)
    if not np.isfinite(file["images"]).all():
        raise InputError(f"{path}: a pixel is not finite; expected finite samples, so train that run again")
    return file


if __name__ == "__main__":
    run(main, ScoreSamples)
