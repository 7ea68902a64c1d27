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
from hotcold.evaluation.intervals import jackknifed_mean, share
from hotcold.evaluation.measure import Measured, Scored
from hotcold.evaluation.ssim import by_image as ssim
from hotcold.storage.tables import Column

DEGRADED = "degraded"
DIRECT = "direct"
RESTORATION = {
    **RUN,
    "split": Column("", "test: digits that are restored"),
    "weights": Column("", "raw or ema"),
    "t": Column("step", "diffusion step that digits are degraded to, and restored from"),
    "method": Column(
        "",
        "degraded: not restored; direct: x0_hat at once; else the sampler, and its options, that restores step by step",
    ),
    "metric": Column(
        "",
        "class_recovered: share taken for the digit's class; rmse: error over the pixel range; ssim: structural "
        "similarity to the digit; sharpness; fid: Fréchet distance to all digits of the test split",
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
    real: NDArray[np.uint8],
    classifier: DigitClassifier,
    pixel_limit: float,
) -> pd.DataFrame:
    """Return the columns from t on, one row for each step of the ladder, method and metric.

    Args:
        ladder: steps that digits were restored from.
        restored: by method, (steps, n, 28, 28) in model space.
        digits: (n, 28, 28), likewise.
        labels: their classes.
        real: all digits of the split (m, 28, 28), as bytes.
        classifier: says what class an image shows.
        pixel_limit: end of the range of the pixels.

    Raises:
        InputError: a pixel is not finite.

    """
    among = Scored(classify(classifier, real)[0], real)
    rows = []
    for method, by_step in restored.items():
        for t, images in zip(ladder, by_step, strict=True):
            if not np.isfinite(images).all():
                raise InputError(f"{method} from t = {t}: a pixel is not finite; train that run again")
            as_bytes = to_bytes(images, pixel_limit)
            features, probabilities = classify(classifier, as_bytes)
            measured = [
                ("class_recovered", share(probabilities.argmax(axis=1) == labels)),
                *_beside(images, digits, 2 * pixel_limit),
                *_among(Scored(features, as_bytes), among),
            ]
            about = {"t": t, "method": method}
            rows += [{**about, "metric": name, **found._asdict(), "n": len(images)} for name, found in measured]
    return pd.DataFrame(rows)


def _beside(
    images: NDArray[np.float32], digits: NDArray[np.float32], pixel_range: float
) -> Iterator[tuple[str, Measured]]:
    """Yield how near images are to the digits that they should be."""
    squares = ((images.astype(np.float64) - digits) / pixel_range) ** 2
    yield "rmse", jackknifed_mean(squares.mean(axis=(1, 2)), power=0.5)
    yield "ssim", jackknifed_mean(ssim(images, digits, pixel_range))


def _among(restored: Scored, real: Scored) -> Iterator[tuple[str, Measured]]:
    """Yield how images are among all real digits."""
    for metric in ("sharpness", "fid"):
        yield metric, plugins.entry("metrics", metric)(real, restored)
