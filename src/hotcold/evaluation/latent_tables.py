"""What the latent experiments gave: classes, realism and variety, each with an interval, beside real digits."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold import seeds
from hotcold.config.latents import METRICS
from hotcold.data.pixels import to_bytes
from hotcold.evaluation.about import RUN
from hotcold.evaluation.intervals import share
from hotcold.evaluation.measure import Measured, Scored, measured_by
from hotcold.evaluation.reference import Reference
from hotcold.evaluation.seen import Eye, look
from hotcold.storage.arrays import Arrays
from hotcold.storage.tables import Column

REAL = "real digits"
SAME = 0.5 / 255  # of the pixel range: half a grey level

LATENTS = {
    "experiment": Column("", f"name of the experiment; {REAL}: digits of validation, as many and drawn by the seed"),
    "source": Column("", "source of the latents"),
    "option": Column("", "option that is swept"),
    "level": Column("", "its value; missing where nothing is swept"),
    **RUN,
    "split": Column("", "test: digits that the images are scored by"),
    "metric": Column(
        "",
        "class_0 to class_9: share that the classifier takes for that digit; class_changed: share that it takes for"
        " another digit than the sample of the same garment at lam = 0; distinct: different samples among those of n"
        " different starts and of some of them once more, so n where a start gives one sample and no other start gives"
        " it; else a module of evaluation/metrics, against the test digits",
    ),
    "value": Column("", "the metric, in its unit"),
    "low": Column("", "lower end of its 95 % interval over samples: Wilson's for shares, the metric's own else"),
    "high": Column("", "upper end; distinct is counted, and has no interval"),
    "n": Column("image", "samples"),
}


def measure_latents(experiments: Sequence[Arrays], eye: Eye, reference: Reference) -> pd.DataFrame:
    """Return the rows of each experiment's levels, and of real digits for each seed.

    Args:
        experiments: samples, each of one experiment and seed.
        eye: the digit classifier: says what class an image shows, and gives features.
        reference: real digits; samples are compared with those of the test, and stand beside those of validation.

    """
    rows, seen = [], set[int]()
    for file in experiments:
        about = {name: file.metadata[name] for name in RUN} | {"split": "test"}
        if about["seed"] not in seen:
            seen.add(about["seed"])
            order = seeds.numpy_generator(about["seed"], REAL).permutation(len(reference.validation))
            digits = reference.validation.part(order[: file["images"].shape[1]])
            none = {"experiment": REAL, "source": "", "option": "", "level": np.nan}
            rows += [{**none, **about, **row} for row in _rows(reference.test, digits, None)]
        experiment = {name: file.metadata[name] for name in ("experiment", "source", "option")}
        for level, measured in _levels(file, eye, reference.test):
            rows += [{**experiment, "level": level, **about, **row} for row in measured]
    return pd.DataFrame(rows)[list(LATENTS)]


def count_distinct(images: NDArray[np.floating], again: NDArray[np.floating], limit: float) -> int:
    """Return how many different samples there are among ``images``, and those of the first starts once ``again``.

    Images are (n, 28, 28) in [-limit, limit], those of ``again`` (m, 28, 28) with m <= n. Samples of one start are
    different where a pixel differs by half a grey level or more; those of different starts,
    where a pixel does as a byte.
    """
    apart = np.abs(images[: len(again)] - again).reshape(len(again), -1).max(axis=1) >= SAME * 2 * limit
    return len(np.unique(to_bytes(images, limit).reshape(len(images), -1), axis=0)) + int(apart.sum())


def _levels(file: Arrays, eye: Eye, real: Scored) -> Iterator[tuple[float, list[dict[str, object]]]]:
    """Yield each level of an experiment, and its rows."""
    limit, levels = file.metadata["pixel_limit"], file["values"].tolist()
    seen = [look(eye, to_bytes(images, limit)) for images in file["images"]]
    unperturbed = seen[levels.index(0)] if file.metadata["option"] == "lam" and 0 in levels else None
    for level, scored, images, again in zip(levels, seen, file["images"], file["again"], strict=True):
        distinct = float(count_distinct(images, again, limit))
        counted = {**Measured(distinct, distinct, distinct)._asdict(), "n": len(images)}
        yield level, [*_rows(real, scored, unperturbed), {"metric": "distinct", **counted}]


def _rows(real: Scored, scored: Scored, unperturbed: Scored | None) -> list[dict[str, object]]:
    classes = _classes(scored)
    measured = {f"class_{digit}": share(classes == digit) for digit in range(10)}
    if unperturbed is not None:
        measured["class_changed"] = share(classes != _classes(unperturbed))
    measured |= {name: found for _, name, found in measured_by(METRICS, real, scored)}
    n = len(scored)
    return [{"metric": name, **found._asdict(), "n": found.n or n} for name, found in measured.items()]


def _classes(scored: Scored) -> NDArray[np.integer]:
    assert scored.probabilities is not None  # of the digit classifier
    classes: NDArray[np.integer] = scored.probabilities.argmax(axis=1)
    return classes
