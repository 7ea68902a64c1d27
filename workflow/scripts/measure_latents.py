"""Measure what the latent experiments gave: classes, confidence and diversity, beside real digits."""

from pathlib import Path

import numpy as np
import pandas as pd

from hotcold.artifacts import Column, read_arrays, write_table, write_text_table
from hotcold.cli import Arguments, run
from hotcold.config.training import ComputeSettings
from hotcold.device import pick_device
from hotcold.diversity import (
    changed_share,
    class_entropy,
    class_shares,
    confident_share,
    mean_pairwise_distance,
)
from hotcold.features.digit_classifier import classify, load_classifier
from hotcold.pixels import to_bytes

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


class MeasureLatents(Arguments):
    """Measure what the latent experiments gave."""

    experiments: list[Path]
    """Samples, as sample_latents.py writes them (.npz)."""

    classifier: Path
    """The digit classifier (.safetensors)."""

    digits: Path
    """Digits, as get_data.py writes them (.npz)."""

    confident: float = 0.9
    """Probability from which a sample counts as confidently classified."""

    compute: ComputeSettings = ComputeSettings()
    """What to run on."""

    output: Path
    """The table (.parquet)."""

    text: Path
    """The same to read (.md)."""


def main(arguments: MeasureLatents) -> None:
    classifier = load_classifier(arguments.classifier, pick_device(arguments.compute.device))
    real_features, real_probabilities = classify(classifier, read_arrays(arguments.digits, "digits")["test_images"])
    real_distance = mean_pairwise_distance(real_features)

    def row(features: np.ndarray, probabilities: np.ndarray) -> dict[str, object]:
        shares = class_shares(probabilities)
        return {
            "n": len(probabilities),
            **{f"class_{k}": share for k, share in enumerate(shares)},
            "confident_share": confident_share(probabilities, arguments.confident),
            "class_entropy": class_entropy(shares),
            "diversity": mean_pairwise_distance(features) / real_distance,
        }

    none = {"experiment": "real digits", "source": "", "option": "", "value": np.nan, "changed_share": np.nan}
    rows = [{**none, **row(real_features, real_probabilities)}]
    for path in arguments.experiments:
        file = read_arrays(path, "latents")
        baseline = None
        for value, images in zip(file["values"], file["images"], strict=True):
            features, probabilities = classify(classifier, to_bytes(images, file.metadata["pixel_limit"]))
            if file.metadata["option"] == "lam" and value == 0:
                baseline = probabilities
            rows.append(
                {
                    **{key: file.metadata[key] for key in ("experiment", "source", "option")},
                    "value": value,
                    **row(features, probabilities),
                    "changed_share": np.nan
                    if baseline is None
                    else changed_share(probabilities, baseline, arguments.confident),
                }
            )
    table = pd.DataFrame(rows)
    write_table(table, arguments.output, LATENTS)
    write_text_table(table[list(LATENTS)], arguments.text, INTRODUCTION)


if __name__ == "__main__":
    run(main, MeasureLatents)
