"""Scores of samples: how each protocol counts, at which numbers of images, beside which floor."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold import plugins
from hotcold.config.scores import Protocol
from hotcold.data.pixels import stretch_to_bytes, to_bytes
from hotcold.errors import InputError
from hotcold.evaluation.features.extract import Extractor
from hotcold.evaluation.measure import Measured, Scored
from hotcold.evaluation.reference import Reference, extract_in_blocks
from hotcold.storage.arrays import Arrays, read_arrays
from hotcold.storage.tables import Column

ABOUT = {
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
}


def columns(metric: str) -> dict[str, Column]:
    """Return the columns of a metric's table."""
    quantity, unit, direction, interval = (
        plugins.constant("metrics", metric, name) for name in ("QUANTITY", "UNIT", "DIRECTION", "INTERVAL")
    )
    ends = {"low": "lower", "high": "upper"} if interval else {}
    return {
        **ABOUT,
        "value": Column(unit, f"{quantity}; {direction} is better"),
        **{name: Column(unit, f"{end} end of the interval: {interval}") for name, end in ends.items()},
        "floor": Column(unit, "the same between n_generated training digits and the real ones"),
    }


def score(
    files: Sequence[Path],
    reference: Reference,
    extract: Extractor,
    metrics: Sequence[str],
    *,
    protocols: Sequence[Protocol],
    published_images: int,
    on_images: Callable[[int], object],
) -> dict[str, pd.DataFrame]:
    """Return for each metric one row for each file of samples, protocol, and number of images.

    Args:
        files: samples of the checkpoints of one run and seed.
        reference: real digits.
        extract: gives features as the reference has them.
        metrics: modules of ``metrics/``.
        protocols: how to count.
        published_images: images that the published protocol takes.
        on_images: told how many images were looked at.

    Raises:
        InputError: samples are missing, damaged, or not finite.

    """
    samples = [read_arrays(path, "samples") for path in files]
    common = min(len(file["images"]) for file in samples)  # images that every checkpoint has
    rows: dict[str, list[dict[str, Any]]] = {metric: [] for metric in metrics}
    for file, path in zip(samples, files, strict=True):
        about = {key: value for key, value in file.metadata.items() if key in ABOUT}
        for protocol in protocols:
            n, n_real = len(file["images"]), len(reference.held_out)
            sizes = sorted({n, common})
            if protocol == "published":
                sizes, n_real = [min(n, published_images)], min(n_real, published_images)
            images = _as_bytes(file, path, protocol)[: max(sizes)]
            generated = Scored(extract_in_blocks(extract, images, on_images), images)
            for metric in metrics:
                for size in sizes:
                    measured = _measure(metric)(reference.held_out.first(n_real), generated.first(size))
                    rows[metric].append(
                        {
                            **about,
                            "features": reference.name,
                            "protocol": protocol,
                            "n_generated": size,
                            "n_real": n_real,
                            **measured._asdict(),
                            "floor": floor(metric, reference, size, n_real),
                        }
                    )
    return {metric: pd.DataFrame(rows[metric])[list(columns(metric))] for metric in metrics}


@functools.cache
def floor(metric: str, reference: Reference, n: int, n_real: int) -> float:
    """Return what a metric gives for the first n digits of training against the first n_real held-out ones."""
    return _measure(metric)(reference.held_out.first(n_real), reference.train.first(n)).value


def _measure(metric: str) -> Callable[[Scored, Scored], Measured]:
    return plugins.entry("metrics", metric)


def _as_bytes(file: Arrays, path: Path, protocol: Protocol) -> NDArray[np.uint8]:
    images = file["images"]
    if not np.isfinite(images).all():
        raise InputError(f"{path}: a pixel is not finite; expected finite samples, so train that run again")
    return stretch_to_bytes(images) if protocol == "published" else to_bytes(images, file.metadata["pixel_limit"])
