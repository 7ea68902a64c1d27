"""Restorations by an oracle, by one that errs, and by one that gives up."""

import numpy as np
import pytest

from hotcold.data.pixels import to_bytes, to_model
from hotcold.errors import InputError
from hotcold.evaluation.features.digit_classifier import classify
from hotcold.evaluation.intervals import jackknifed_mean, share
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.metrics.fid import measure
from hotcold.evaluation.metrics.sharpness import by_image
from hotcold.evaluation.restoration import RESTORATION, restoration

LADDER = [100, 900]
N = 60


@pytest.fixture(scope="module")
def seen(digits, classifier):
    """Digits, and the classes that the classifier takes them for: to it, an oracle restores them all."""
    images = digits.test_images[:N]
    return to_model(images, 0.5), classify(classifier, images)[1].argmax(axis=1), digits.test_images


def measured(seen, classifier, limit=0.5, **methods):
    restored = {name: np.stack(images) for name, images in methods.items()}
    return restoration(LADDER, restored, *seen, classifier, limit)


def test_an_oracle_recovers_all_and_one_that_gives_up_what_paper_looks_like(seen, classifier):
    digits, labels, real = seen
    paper = np.full_like(digits, -0.5)
    alike = labels == classify(classifier, to_bytes(paper, 0.5))[1].argmax(axis=1)
    table = measured(seen, classifier, oracle=[digits, digits], nothing=[paper, paper])
    assert {*table} | {"run", "seed", "degradation", "schedule", "network", "split", "weights"} == {*RESTORATION}
    assert (table["n"] == N).all()
    found, ends = table.set_index(["method", "metric", "t"]), ["value", "low", "high"]
    for t in LADDER:
        for method, recovered in (("oracle", np.ones(N, dtype=bool)), ("nothing", alike)):
            assert found.loc[(method, "class_recovered", t), ends].tolist() == [*share(recovered)[:3]]
        assert found.loc[("oracle", "rmse", t), ends].tolist() == [0, 0, 0]
        assert found.loc[("oracle", "sharpness", t), "value"] == pytest.approx(by_image(to_bytes(digits, 0.5)).mean())
        assert found.loc[("oracle", "ssim", t), "value"] == pytest.approx(1)
        features = [classify(classifier, images)[0] for images in (real, real[:N])]
        expected = measure(*(Scored(f, real) for f in features))
        assert found.loc[("oracle", "fid", t), ends].tolist() == pytest.approx(expected[:3])
        assert found.loc[("nothing", "fid", t), "value"] > 4 * expected.value


@pytest.mark.parametrize("limit", [0.5, 1.0])
def test_the_error_is_over_the_pixel_range_and_its_interval_over_digits(seen, classifier, limit, rng):
    digits, labels, real = seen
    digits = digits * 2 * limit
    size = rng.uniform(0, 0.2, (N, 1, 1)).astype(np.float32)  # of each digit's own error
    near, far = digits + size * limit, digits + 3 * size * limit
    table = measured((digits, labels, real), classifier, limit, one=[near, far])
    first, second = table[table["metric"] == "rmse"].to_dict("records")
    assert first["value"] == pytest.approx(np.sqrt((size**2).mean()) / 2, rel=1e-5)
    assert second["value"] == pytest.approx(3 * first["value"], rel=1e-5)
    expected = jackknifed_mean((size.ravel() / 2) ** 2, power=0.5)
    assert [first["low"], first["high"]] == pytest.approx([*expected[1:3]], rel=1e-4)


def test_a_pixel_that_is_no_number_names_the_method(seen, classifier):
    digits = seen[0]
    broken = digits.copy()
    broken[3, 4, 5] = np.inf
    with pytest.raises(InputError, match=r"^cold from t = 900: a pixel is not finite; train that run again$"):
        measured(seen, classifier, direct=[digits, digits], cold=[digits, broken])
