"""How well a model restores digits from a ladder of t: whether the class comes back, how near, how sharp."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold import plugins
from hotcold.data.pixels import to_bytes
from hotcold.errors import InputError
from hotcold.evaluation.about import RUN
from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify
from hotcold.evaluation.intervals import root_mean, share
from hotcold.evaluation.measure import Measured, Scored
from hotcold.storage.tables import Column

DIRECT = "direct"
RESTORATION = {
    **RUN,
    "weights": Column("", "raw or ema"),
    "t": Column("step", "diffusion step that digits are degraded to, and restored from"),
    "method": Column("", "direct: x0_hat at once; else the sampler, and its options, that restores step by step"),
    "metric": Column(
        "", "class_recovered: share taken for the digit's class; rmse: error over the pixel range; sharpness"
    ),
    "value": Column("", "the metric, in its unit"),
    "low": Column("", "lower end of its 95 % interval over digits: Wilson's for the share, jackknife else"),
    "high": Column("", "upper end"),
    "n": Column("image", "digits of the test split, paired with ends as in training"),
}


def restoration(
    ladder: Sequence[int],
    restored: Mapping[str, NDArray[np.float32]],
    digits: NDArray[np.float32],
    labels: NDArray[np.integer],
    classifier: DigitClassifier,
    pixel_limit: float,
) -> pd.DataFrame:
    """Return the columns from t on, one row for each step of the ladder, method and metric.

    Args:
        ladder: steps that digits were restored from.
        restored: by method, (steps, n, 28, 28) in model space.
        digits: (n, 28, 28), likewise.
        labels: their classes.
        classifier: says what class an image shows.
        pixel_limit: end of the range of the pixels.

    Raises:
        InputError: a pixel is not finite.

    """
    real = _scored(digits, classifier, pixel_limit)[0]
    rows = []
    for method, by_step in restored.items():
        for t, images in zip(ladder, by_step, strict=True):
            if not np.isfinite(images).all():
                raise InputError(f"{method} from t = {t}: a pixel is not finite; train that run again")
            scored, classes = _scored(images, classifier, pixel_limit)
            squares = ((images.astype(np.float64) - digits) / (2 * pixel_limit)) ** 2
            for metric, measured in _measured(scored, real, classes == labels, squares.mean(axis=(1, 2))):
                about = {"t": t, "method": method, "metric": metric}
                rows.append({**about, **measured._asdict(), "n": len(images)})
    return pd.DataFrame(rows)


def _measured(
    restored: Scored, real: Scored, recovered: NDArray[np.bool_], squares: NDArray[np.floating]
) -> Iterator[tuple[str, Measured]]:
    yield "class_recovered", share(recovered)
    yield "rmse", root_mean(squares)
    yield "sharpness", plugins.entry("metrics", "sharpness")(real, restored)


def _scored(
    images: NDArray[np.float32], classifier: DigitClassifier, pixel_limit: float
) -> tuple[Scored, NDArray[np.integer]]:
    as_bytes = to_bytes(images, pixel_limit)
    features, probabilities = classify(classifier, as_bytes)
    return Scored(features, as_bytes), probabilities.argmax(axis=1)
