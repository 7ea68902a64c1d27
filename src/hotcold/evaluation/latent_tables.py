"""What the latent experiments gave: classes, confidence and diversity, beside real digits."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotcold.data.pixels import to_bytes
from hotcold.evaluation.diversity import (
    changed_share,
    class_entropy,
    class_shares,
    confident_share,
    mean_pairwise_distance,
)
from hotcold.evaluation.features.digit_classifier import DigitClassifier, classify
from hotcold.storage.arrays import Arrays
from hotcold.storage.tables import Column

LATENTS = {
    "experiment": Column("", "name of the experiment, or real digits"),
    "source": Column("", "source of the latents"),
    "option": Column("", "option that is swept"),
    "value": Column("", "its value; missing where nothing is swept"),
    "n": Column("image", "samples measured"),
    **{f"class_{k}": Column("", f"share that the classifier takes for a {k}") for k in range(10)},
    "confident_share": Column("", "share whose class has at least the confident probability"),
    "class_entropy": Column("bit", "entropy of the class shares; at most 3.32"),
    "diversity": Column("", "mean distance between two samples' features over that of real digits"),
    "changed_share": Column("", "share confidently of another class than from the same garment at λ = 0"),
}
INTRODUCTION = (
    "What the classifier sees in morph samples, by where they start. Real digits: the held-out ones."
    " `changed_share` compares with the same garments at λ = 0; – where there is no such start."
)


def measure_latents(
    experiments: Sequence[Arrays], classifier: DigitClassifier, digits: NDArray[np.uint8], confident: float
) -> pd.DataFrame:
    """Return one row for real digits, and one for each value of each experiment.

    Args:
        experiments: samples of the experiments.
        classifier: of digits.
        digits: (n, 28, 28), real and held out.
        confident: probability from which a sample counts as confidently classified.

    """
    real_features, real_probabilities = classify(classifier, digits)
    real_distance = mean_pairwise_distance(real_features)

    def row(features: NDArray[np.float32], probabilities: NDArray[np.float32]) -> dict[str, object]:
        shares = class_shares(probabilities)
        return {
            "n": len(probabilities),
            **{f"class_{k}": share for k, share in enumerate(shares)},
            "confident_share": confident_share(probabilities, confident),
            "class_entropy": class_entropy(shares),
            "diversity": mean_pairwise_distance(features) / real_distance,
        }

    none = {"experiment": "real digits", "source": "", "option": "", "value": np.nan, "changed_share": np.nan}
    rows = [{**none, **row(real_features, real_probabilities)}]
    for file in experiments:
        baseline = None
        for value, images in zip(file["values"], file["images"], strict=True):
            features, probabilities = classify(classifier, to_bytes(images, file.metadata["pixel_limit"]))
            if file.metadata["option"] == "lam" and value == 0:
                baseline = probabilities
            changed = np.nan if baseline is None else changed_share(probabilities, baseline, confident)
            about = {key: file.metadata[key] for key in ("experiment", "source", "option")}
            rows.append({**about, "value": value, **row(features, probabilities), "changed_share": changed})
    return pd.DataFrame(rows)[list(LATENTS)]
