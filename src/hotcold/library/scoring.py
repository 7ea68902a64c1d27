"""Scores of anybody's images against MNIST's test digits."""

import functools
import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch

from hotcold import plugins
from hotcold.config.scores import METRICS as STUDY_METRICS
from hotcold.errors import InputError
from hotcold.evaluation.features.ruler import shipped_classifier
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.reference import shipped_seen
from hotcold.evaluation.scores import measure_sizes
from hotcold.evaluation.seen import Eye, look, open_eye
from hotcold.library.bundled import bundled
from hotcold.library.floor import floor_of
from hotcold.library.images import Images, ImagesLike, read

ENOUGH = 1000  # images from which a score says something by itself
OF_STUDIES = {"nearest_training", "start_remnant", "pixel_distance"}  # they need a study's own images beside
METRICS = tuple(metric for metric in STUDY_METRICS if metric not in OF_STUDIES)
COLUMNS = ("metric", "value", "low", "high", "n", "unit", "direction", "floor", "floor_low", "floor_high")


def score(images: ImagesLike, *, metrics: Sequence[str] = METRICS) -> pd.DataFrame:
    """Score images of digits in the features of the digit classifier that ships, against MNIST's 10,000 test digits.

    The same ruler scores every study of this package, so its numbers compare with theirs; they do not compare with an
    FID in Inception's features.

    Args:
        images: (n, 28, 28) or (n, 1, 28, 28), uint8 or floats in [0, 1], white ink on black as MNIST has it. A value
            means little below some 100. FID, recall, coverage and χ² depend on n, and not as their floors do: compare
            sets of the same n (``images[:300]``), and each with its floor.
        metrics: modules of ``hotcold/evaluation/metrics``.

    Returns:
        A row for each metric (``class_balance`` gives eleven): ``metric``; ``value``; ``low`` and ``high``, its 95 %
        interval over images, NaN where it has none; ``n``, the images that it is of (the first 2,000 at most for
        precision, recall, density and coverage); ``unit``; ``direction``, which is better: ``"lower"``, ``"higher"`` or
        ``"real"``, near the floor; ``floor``, what as many real digits score, with the interval of one draw more,
        ``floor_low`` and ``floor_high``.

    Raises:
        InputError: the images are not as expected, are too few, or there is no such metric.

    """
    if isinstance(metrics, str) or not isinstance(metrics, Sequence):
        raise InputError(f"metrics: {metrics!r}; expected a list of names, as ['fid']")
    for metric in metrics:
        plugins.source_file("metrics", metric)
    found = read(images)
    for doubt in doubts(found):
        warnings.warn(doubt, stacklevel=2)
    generated = look(ruler()[0], (found * 255).round().astype(np.uint8))
    rows = []
    for row in measure_sizes(metrics, ruler()[1], generated, [len(generated)]):
        about = {name: plugins.constant("metrics", row["module"], name.upper()) for name in ("unit", "direction")}
        rows.append({**row, **about, **floor_of(row["module"], row["metric"], row["n"])})
    if not rows:
        raise InputError(
            f"metrics: {', '.join(metrics) or 'none'}; expected some that need images only: {', '.join(METRICS)}"
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def doubts(images: Images) -> list[str]:
    """Return in words what is odd about images (n, 28, 28) in [0, 1] that are scored all the same."""
    found = []
    if images.mean() > 0.5:
        found.append("most pixels are ink; MNIST's digits are 1 on a paper of 0: invert images that are the other way")
    elif images.max() < 0.1:
        found.append(f"no pixel is above {images.max():.2g}; expected ink near 1")
    if len(images) > 1 and (images == images[0]).all():
        found.append("all images are the same")
    if len(images) < ENOUGH:
        found.append(f"{len(images)} images: few; most scores depend on their number, so compare with as many others")
    return found


@functools.cache
def ruler() -> tuple[Eye, Scored]:
    """Return what sees in images, and what it sees in MNIST's test digits; their pixels are bundled ones'."""
    classifier = shipped_classifier()
    seen = shipped_seen(classifier)
    real = Scored(seen.features, bundled("digits").test_images, seen.probabilities)
    return open_eye("digits", classifier, torch.device("cpu")), real
