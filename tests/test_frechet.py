import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import sqrtm

from hotcold.errors import InputError
from hotcold.frechet import frechet_distance, frechet_distances


def by_sqrtm(a: np.ndarray, b: np.ndarray) -> float:
    covariances = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = sqrtm(covariances[0] @ covariances[1]).real
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(covariances[0] + covariances[1] - 2 * root))


@given(seed=st.integers(0, 1000), n=st.integers(40, 80), d=st.integers(2, 8))
@settings(max_examples=20, deadline=None)
def test_against_the_matrix_square_root(seed: int, n: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d)
    b = rng.normal(size=(n + 5, d)) @ rng.normal(size=(d, d))
    value = frechet_distance(a, b)
    assert value == pytest.approx(by_sqrtm(a, b), rel=1e-6, abs=1e-6)
    assert value == pytest.approx(frechet_distance(b, a), rel=1e-6, abs=1e-6)


def whitened(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Rows whose sample mean is 0 and whose sample covariance is the identity, exactly."""
    x = rng.normal(size=(n, d))
    x -= x.mean(axis=0)
    return x @ np.linalg.inv(np.linalg.cholesky(np.cov(x, rowvar=False))).T


def test_known_gaussians(rng) -> None:
    """Between N(0, I) and N(m, diag(s²)) the distance is |m|² + Σ (1 − s)²."""
    mean, scale = np.array([1.0, -2.0, 0.5]), np.array([0.5, 2.0, 3.0])
    value = frechet_distance(whitened(rng, 100, 3), whitened(rng, 90, 3) * scale + mean)
    assert value == pytest.approx((mean**2).sum() + ((1 - scale) ** 2).sum(), rel=1e-8)


def test_same_features_are_at_no_distance(rng) -> None:
    x = rng.normal(size=(50, 4))
    assert frechet_distance(x, x) == pytest.approx(0, abs=1e-6)


def test_bad_features_are_refused(rng) -> None:
    x = rng.normal(size=(5, 4))
    with pytest.raises(InputError, match="1 generated images; expected at least 2"):
        frechet_distance(x, x[:1])
    with pytest.raises(InputError, match="not finite"):
        frechet_distance(x, np.where(x > 0, np.nan, x))


@given(seed=st.integers(0, 1000), size=st.integers(1, 20), at=st.sets(st.integers(10, 60), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_blocks_give_what_the_whole_gives(seed: int, size: int, at: set[int]) -> None:
    rng = np.random.default_rng(seed)
    real, generated = rng.normal(size=(40, 3)), rng.normal(size=(60, 3)) * 2 + 1
    blocks = (generated[first : first + size] for first in range(0, 60, size))
    values = frechet_distances(real, blocks, sorted(at))
    assert values == pytest.approx([by_sqrtm(real, generated[:n]) for n in sorted(at)], rel=1e-6)


def test_too_few_rows_are_refused(rng) -> None:
    x = rng.normal(size=(9, 4))
    with pytest.raises(InputError, match="9 generated images; expected 10"):
        frechet_distances(x, [x[:5], x[5:]], [4, 10])
