"""Scores of samples: one long table of every measure, by protocol and number of images."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold import plugins
from hotcold.config.scores import Protocol
from hotcold.data.pixels import stretch_to_bytes, to_bytes
from hotcold.errors import InputError
from hotcold.evaluation.about import RUN
from hotcold.evaluation.measure import Scored, features_of, measured_by
from hotcold.evaluation.reference import Reference
from hotcold.evaluation.seen import Eye, look
from hotcold.storage.arrays import Arrays, read_arrays
from hotcold.storage.tables import Column

MEASURED = {
    "metric": Column("", "a module of evaluation/metrics, or one of the numbers that it gives"),
    "value": Column("", "the metric, in its unit"),
    "low": Column("", "lower end of its 95 % interval over images; missing where it has none"),
    "high": Column("", "upper end"),
    "n": Column("image", "images that the value is of"),
}
HOW = {
    "protocol": Column("", "sound: clamped, all real digits; published: each stretched to its own range, the first"),
    "features": Column("", "digits: penultimate layer of the digit classifier; inception: InceptionV3; pixels: none"),
}
SCORES = {
    **RUN,
    "epoch": Column("epoch", "epoch of the checkpoint"),
    "split": Column("", "test or validation: the images that samples started from, and the digits they are scored by"),
    "weights": Column("", "raw or ema"),
    "precision": Column("", "of the network's arithmetic in sampling: bfloat16 or float32"),
    **MEASURED,
    **HOW,
}
ABOUT = (*RUN, "epoch", "split", "weights", "precision")
SET = ("run", "seed", "split", "weights")  # what checkpoints of one training have in common


def described(columns: Mapping[str, Column], metrics: Sequence[str]) -> dict[str, Column]:
    """Return a table's columns, of which `metric` says what each is, in which unit, and what is best."""
    said = []
    for metric in dict.fromkeys(metrics):
        quantity, unit, direction = (
            plugins.constant("metrics", metric, name) for name in ("QUANTITY", "UNIT", "DIRECTION")
        )
        best = "near that of real digits is best" if direction == "real" else f"{direction} is better"
        said.append(f"{metric}: {quantity}{f', {unit}' if unit else ''}; {best}")
    return {**columns, "metric": Column("", "\n".join([columns["metric"].description, *said]))}


def score(
    files: Sequence[Path],
    reference: Reference,
    eye: Eye,
    metrics: Sequence[str],
    *,
    protocols: Sequence[Protocol],
    published_images: int,
    on_images: Callable[[int], object],
) -> pd.DataFrame:
    """Return a row for each file of samples, protocol, number of images and measure.

    The last checkpoint, of which there are more samples, is scored at the number of the earlier ones too.

    Args:
        files: samples; those of one run and seed lie in one folder.
        reference: real digits.
        eye: sees in images what the reference has of real digits.
        metrics: modules of ``metrics/``.
        protocols: how to count.
        published_images: images that the published protocol takes.
        on_images: told how many images were looked at.

    Raises:
        InputError: samples are missing, damaged, or not finite.

    """
    # One side of real digits for all, so that what metrics derive from it is computed once.
    reals = {split: reference.of(split) for split in ("test", "validation")}
    published = {split: real.first(published_images) for split, real in reals.items()}
    rows: list[dict[str, Any]] = []
    for group in _by_set(files):
        common = min(len(file["images"]) for _, file in group)
        for path, file in group:
            about = {name: file.metadata[name] for name in ABOUT}
            split, n = about["split"], len(file["images"])
            for protocol in protocols:
                sound = protocol == "sound"
                sizes = sorted({n, common}) if sound else [min(n, published_images)]
                images = _as_bytes(file, path, protocol)[: max(sizes)]
                generated = look(eye, images, on_images, file.arrays.get("starts"))
                counted = metrics_of(protocol, metrics)
                real = (reals if sound else published)[split]
                for row in measure_sizes(counted, real, generated, sizes):
                    features = features_of(row.pop("module"), reference.name)
                    rows.append({**about, **row, "protocol": protocol, "features": features})
    return pd.DataFrame(rows, columns=list(SCORES))


def metrics_of(protocol: Protocol, metrics: Sequence[str]) -> list[str]:
    """Return the metrics that are measured by a protocol."""
    return [one for one in metrics if protocol == "sound" or plugins.constant("metrics", one, "PUBLISHED")]


def measure_sizes(
    metrics: Sequence[str], real: Scored, generated: Scored, sizes: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Yield the columns `MEASURED`, and the ``module``, of the first so many generated images, for each size.

    A metric that takes a limited number of images gives a row for each number that it takes.
    """
    seen = set[tuple[str, int]]()
    for size in sizes:
        part = generated.first(size)
        for module, name, measured in measured_by(metrics, real, part):
            n = measured.n or len(part)
            if (name, n) not in seen:
                seen.add((name, n))
                yield {"module": module, "metric": name, **measured._asdict(), "n": n}


def _by_set(files: Sequence[Path]) -> Iterator[list[tuple[Path, Arrays]]]:
    """Yield the files of each set of samples, one for each checkpoint; those of one folder are read together."""
    for _, of_run in itertools.groupby(files, key=lambda path: path.parent):
        sets: dict[tuple[Any, ...], list[tuple[Path, Arrays]]] = {}
        for path in of_run:
            file = read_arrays(path, "samples")
            sets.setdefault(tuple(file.metadata[name] for name in SET), []).append((path, file))
        yield from sets.values()


def _as_bytes(file: Arrays, path: Path, protocol: Protocol) -> NDArray[np.uint8]:
    images = file["images"]
    if not np.isfinite(images).all():
        raise InputError(f"{path}: a pixel is not finite; expected finite samples, so train that run again")
    return stretch_to_bytes(images) if protocol == "published" else to_bytes(images, file.metadata["pixel_limit"])
