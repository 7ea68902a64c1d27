"""Class shares and copies of training digits, of features and probabilities that are known."""

import numpy as np
import pytest
from scipy.stats import binomtest, chi2_contingency

from hotcold.evaluation.metrics import class_balance, nearest_training


def of_classes(scored, classes):
    return scored(np.zeros((len(classes), 2)), probabilities=np.eye(10, dtype=np.float32)[classes])


@pytest.mark.parametrize("shift", [0, 1, 4])
def test_chi2_says_where_that_of_as_many_others_lies(scored, shift):
    """The ends are quantiles of what is drawn from shares whose noncentrality the statistic exceeds 9 by."""
    rng, even, digits = np.random.default_rng(shift), np.full(10, 0.1), np.arange(10)
    shares = even + shift * np.array([0.01, -0.01] * 5)
    found = []
    for _ in range(400):
        sides = (np.repeat(digits, rng.multinomial(500, of)) for of in (even, shares))
        found.append(class_balance.measure(*(of_classes(scored, classes) for classes in sides))["class_chi2"])
    values = np.array([one.value for one in found])
    typical = min(found, key=lambda one: abs(one.value - values.mean()))
    assert np.mean((values >= typical.low) & (values <= typical.high)) == pytest.approx(0.95, abs=0.03)


def test_shares_and_their_test_are_scipys(rng, scored):
    ours, theirs = rng.choice(10, size=300, p=np.arange(1, 11) / 55), rng.choice(10, size=900)
    found = class_balance.measure(of_classes(scored, theirs), of_classes(scored, ours))
    counts = [np.bincount(classes, minlength=10) for classes in (ours, theirs)]
    for digit, count in enumerate(counts[0].tolist()):
        low, high = binomtest(count, 300).proportion_ci(method="wilson")
        assert found[f"class_{digit}"][:3] == pytest.approx((count / 300, low, high))
    assert found["class_chi2"].value == pytest.approx(chi2_contingency(counts).statistic)
    assert class_balance.measure(of_classes(scored, theirs), scored(np.zeros((3, 2)))) == {}


def test_a_class_that_neither_has_counts_for_nothing(scored):
    ours, theirs = np.array([0, 0, 1]), np.array([0, 1, 1, 1])
    found = class_balance.measure(of_classes(scored, theirs), of_classes(scored, ours))
    expected = chi2_contingency([[2, 1], [1, 3]], correction=False).statistic
    assert found["class_chi2"].value == pytest.approx(expected)


def test_copies_are_told_from_new_images(rng, scored):
    training = rng.normal(size=(2000, 4))
    real = scored(rng.normal(size=(1000, 4)), training=training)
    new, copies, noise = rng.normal(size=(400, 4)), training[:400], rng.normal(20, 1, size=(400, 4))
    mixture = np.concatenate([copies[:200], new[:199], noise[:1]])
    found = {
        name: {key: value for key, (value, *_) in nearest_training.measure(real, scored(x)).items()}
        for name, x in {"new": new, "copies": copies, "noise": noise, "mixture": mixture}.items()
    }
    assert found["new"]["nearest_training"] == pytest.approx(1, abs=0.1)
    assert found["new"]["copied_share"] == pytest.approx(0.01, abs=0.015)
    assert found["copies"] == pytest.approx({"nearest_training": 0, "copied_share": 1}, abs=1e-6)
    assert found["noise"]["nearest_training"] > 20
    assert found["noise"]["copied_share"] == 0
    assert found["mixture"]["copied_share"] == pytest.approx(0.505, abs=0.015)
    assert nearest_training.measure(scored(new), scored(new)) == {}
