import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import sqrtm

from hotcold.errors import InputError
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.metrics.fid import measure


def fid(real, generated):
    sides = (Scored(features, np.zeros((len(features), 28, 28), np.uint8)) for features in (real, generated))
    value, low, high = measure(*sides)
    assert np.isnan([low, high]).all()
    return value


def by_sqrtm(a, b):
    covariances = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = sqrtm(covariances[0] @ covariances[1]).real
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(covariances[0] + covariances[1] - 2 * root))


@given(seed=st.integers(0, 1000), n=st.integers(40, 80), d=st.integers(2, 8))
@settings(max_examples=20, deadline=None)
def test_against_the_matrix_square_root(seed, n, d):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d)
    b = rng.normal(size=(n + 5, d)) @ rng.normal(size=(d, d))
    assert fid(a, b) == pytest.approx(by_sqrtm(a, b), rel=1e-6, abs=1e-6)
    assert fid(a, b) == pytest.approx(fid(b, a), rel=1e-6, abs=1e-6)


def test_sums_are_float64(rng):
    """Features far from the origin, as those of a network may be: float32 sums would lose their spread."""
    a, b = (rng.normal(size=(60, 3)).astype(np.float32) + 1000 for _ in range(2))
    assert fid(a, b) == pytest.approx(by_sqrtm(a.astype(float), b.astype(float)), rel=1e-5)
    x = rng.normal(size=(50, 4))
    assert 0 <= fid(x, x) < 1e-6


@pytest.mark.parametrize("side", ["real", "generated"])
def test_bad_features_are_refused(rng, side):
    x = rng.normal(size=(5, 4))
    for bad, message in (
        (x[:1], f"FID: 1 {side} images; expected at least 2"),
        (np.where(x > 0, np.nan, x), f"a feature of the {side} images is not finite"),
        (np.where(x > 0, np.inf, x), f"a feature of the {side} images is not finite"),
    ):
        with pytest.raises(InputError, match=message):
            fid(**{"real": x, "generated": x, side: bad})
