"""What a score means: the floor, real digits against real ones at the same n, and real digits made worse."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold import plugins, seeds
from hotcold.config.sampling import Split
from hotcold.config.scores import FeatureName, Protocol
from hotcold.evaluation.corruptions import Corrupted, corrupted
from hotcold.evaluation.intervals import further_draw, within_bounds
from hotcold.evaluation.measure import Measured, Scored, features_of, measured_by
from hotcold.evaluation.reference import Reference, pool
from hotcold.evaluation.scores import HOW, MEASURED, measure_sizes, metrics_of
from hotcold.evaluation.seen import Eye, look
from hotcold.storage.arrays import Arrays
from hotcold.storage.tables import Column

REAL = "real digits"
MOST_DRAWS = 20

RULER = {
    "name": Column("", f"what the images are; {REAL}: digits that the network was not trained on, the floor"),
    "degree": Column("", "how much of it: pixels, grey levels, classes, share, images; missing where there is none"),
    "label": Column("", "both in words"),
    "split": Column("", "test: digits that the images are scored by"),
    **MEASURED,
    "draws": Column("draw", "disjoint sets of n that value, their mean, and the interval, for one set more, are from"),
    **HOW,
}


def ruler_table(
    reference: Reference,
    eye: Eye,
    metrics: Sequence[str],
    worse: Iterable[Corrupted],
    *,
    sizes: Sequence[int],
    protocols: Sequence[Protocol],
    published_images: int,
    on_images: Callable[[int], object],
) -> pd.DataFrame:
    """Return a row for each measure of real digits, at each size and by each protocol, and of digits made worse.

    Args:
        reference: real digits; its unseen ones give the floor.
        eye: sees in images what the reference has of real digits.
        metrics: modules of ``metrics/``.
        worse: digits made worse, scored at their own number, by the sound protocol.
        sizes: numbers of images that scores are of.
        protocols: how scores count.
        published_images: images that the published protocol takes.
        on_images: told how many images were looked at.

    """
    rows = []
    for protocol in protocols:
        sound = protocol == "sound"
        real = reference.test if sound else reference.test.first(published_images)
        counted = sorted({*sizes} if sound else {min(n, published_images) for n in sizes})
        for row in floor_rows(reference, real, metrics_of(protocol, metrics), counted):
            rows.append({"name": REAL, "degree": np.nan, "label": REAL, **row, "protocol": protocol})
    starts = reference.unseen.starts
    for one in worse:
        generated = look(eye, one.images, on_images, None if starts is None else starts[: len(one.images)])
        about = {"name": one.name, "degree": one.degree, "label": one.label, "draws": 1, "protocol": "sound"}
        rows += [{**about, **row} for row in measure_sizes(metrics, reference.test, generated, [len(generated)])]
    for row in rows:
        row["split"] = "test"
        row["features"] = features_of(row.pop("module"), reference.name)
    return pd.DataFrame(rows, columns=list(RULER))


def worse_digits(
    name: FeatureName, shipped: bool, digits: Arrays, garments: NDArray[np.uint8], n: int
) -> Iterator[Corrupted]:
    """Yield n of the digits that give the floor in each way of being worse; none for InceptionV3, which is slow.

    Args:
        name: of the features.
        shipped: whether the network is the classifier that ships.
        digits: of training and validation.
        garments: (m, 28, 28), what digits may be mixed with.
        n: how many images.

    """
    if name == "digits":
        images, labels = pool(name, shipped, digits)
        rng = seeds.numpy_generator(0, "digits made worse")
        yield from corrupted(images, labels, digits["train_images"], garments, n, rng)


def with_starts(reference: Reference, garments: NDArray[np.uint8]) -> Reference:
    """Return the reference with garments as starts of the unseen digits, which did not come from them."""
    starts = np.resize(garments, (len(reference.unseen), *garments.shape[1:]))
    return replace(reference, unseen=replace(reference.unseen, starts=starts))


def floor_rows(
    reference: Reference, real: Scored, metrics: Sequence[str], sizes: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Yield the columns `MEASURED`, the draws and the ``module`` of real digits, for each size.

    Of a metric that compares with the digits of training, draws of the test digits themselves: the others may be among
    those of training. Of one that looks at images alone, draws of those that are not test digits.
    """
    pools = {"training": reference.test, "images": _others(reference.unseen, reference.test)}
    by_pool: dict[str, list[str]] = {}  # together, so that metrics share what they look at in a draw
    for metric in metrics:
        sees = plugins.constant("metrics", metric, "SEES")
        by_pool.setdefault(sees if sees in pools else "", []).append(metric)
    seen = set[tuple[str, int]]()
    for size in sizes:
        drawn = [
            row for sees, some in by_pool.items() for row in _draws(pools.get(sees, reference.unseen), real, some, size)
        ]
        for row in sorted(drawn, key=lambda row: metrics.index(row["module"])):
            if (key := (row["metric"], row["n"])) not in seen:
                seen.add(key)
                yield row


def _draws(pool: Scored, real: Scored, metrics: Sequence[str], size: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of draws of that size, or of one of all the pool, if it is smaller."""
    n, draws = min(size, len(pool)), max(min(len(pool) // size, MOST_DRAWS), 1)
    found: dict[tuple[str, str], list[Measured]] = {}
    for draw in range(draws):
        for module, name, measured in measured_by(metrics, real, pool.part(slice(draw, n * draws, draws))):
            found.setdefault((module, name), []).append(measured)
    for (module, name), of_draws in found.items():
        share = name in (plugins.constant("metrics", module, "SHARES") or [])
        yield {"module": module, "metric": name, **_over(of_draws, share), "n": of_draws[0].n or n, "draws": draws}


def floor(metric: str, reference: Reference, split: Split, n: int) -> dict[str, float]:
    """Return value, low and high of a metric of features, for n real digits beside those of the split.

    A classifier of the study's own has seen all digits but those of validation and test: those of the test then.
    """
    real = reference.of(split)
    others = _others(reference.unseen, real)
    row = next(_draws(others if len(others) else reference.test, real, [metric], n))
    return {name: row[name] for name in ("value", "low", "high")}


def _others(pool: Scored, known: Scored) -> Scored:
    """Return the images of a pool that are not known."""
    seen = {image.tobytes() for image in known.images}
    return pool.part(np.array([image.tobytes() not in seen for image in pool.images]))


def _over(draws: Sequence[Measured], share: bool) -> dict[str, float]:
    """Return value, low and high: of the one draw there is, or of several."""
    if len(draws) == 1:
        return {name: getattr(draws[0], name) for name in ("value", "low", "high")}
    values = np.array([draw.value for draw in draws])
    found = further_draw(values)
    return (within_bounds(found) if share else found)._asdict()
