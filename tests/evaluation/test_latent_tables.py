import numpy as np
import pytest
from scipy.spatial.distance import pdist
from scipy.stats import entropy

from hotcold.data.pixels import to_bytes
from hotcold.evaluation.features.digit_classifier import classify
from hotcold.evaluation.latent_tables import LATENTS, measure_latents
from hotcold.storage.arrays import Arrays

CONFIDENT = 0.105  # of a classifier that knows nothing


def test_rows_are_what_the_classifier_sees(classifier, few_digits, rng):
    files = []
    for name, source, option, values in (
        ("perturbed-start", "perturbed", "lam", [0, 0.1, 0.5]),
        ("means", "mean", "images", [0, 5]),
        ("garments", "garments", None, [np.nan]),
    ):
        images = rng.normal(0, 0.6, size=(len(values), 20, 28, 28)).astype(np.float32)
        about = {"experiment": name, "source": source, "option": option, "pixel_limit": 0.5}
        files.append(Arrays({"values": np.array(values), "images": images}, about))
    real = few_digits["test_images"][:50]
    table = measure_latents(files, classifier, real, CONFIDENT)
    assert list(table) == list(LATENTS)
    assert list(table["experiment"]) == ["real digits", *["perturbed-start"] * 3, *["means"] * 2, "garments"]
    seen = [real, *(to_bytes(images, 0.5) for file in files for images in file["images"])]
    classified = [classify(classifier, images) for images in seen]
    for (_, row), images, (features, probabilities) in zip(table.iterrows(), seen, classified, strict=True):
        assert row["n"] == len(images)
        assert row["diversity"] == pytest.approx(pdist(features).mean() / pdist(classified[0][0]).mean(), rel=1e-5)
        assert row["confident_share"] == (probabilities.max(1) >= CONFIDENT).mean()
        assert row["class_entropy"] == pytest.approx(entropy(np.bincount(probabilities.argmax(1)), base=2))
        for k in range(10):
            assert row[f"class_{k}"] == (probabilities.argmax(1) == k).mean()
    first, *others = (probabilities for _, probabilities in classified[1:4])
    changed = [((p.argmax(1) != first.argmax(1)) & (p.max(1) >= CONFIDENT)).mean() for p in others]
    assert table["changed_share"].tolist()[1:4] == [0, *changed]
    assert table["changed_share"].isna().tolist() == [True, False, False, False, True, True, True]
