import numpy as np
import pytest
from scipy.stats import entropy

from hotcold import plugins
from hotcold.diversity import (
    changed_share,
    class_entropy,
    class_shares,
    confident_share,
    mean_pairwise_distance,
)
from hotcold.latents import draw_in_parts
from hotcold.pixels import stretch_to_bytes, to_bytes, to_model


@pytest.fixture(scope="module")
def pool(garments) -> np.ndarray:
    return to_model(garments.train_images[:400], 0.5)


def draw(source: str, pool: np.ndarray, n: int = 50, seed: int = 0, **options):
    return plugins.entry("latents", source)(pool, n, np.random.default_rng(seed), **options)


@pytest.mark.parametrize("source", plugins.names("latents"))
def test_every_source_repeats_and_varies(source: str, pool: np.ndarray) -> None:
    options = {"components": 3, "principal_components": 10} if source == "mixture" else {}
    one, same, other = (draw(source, pool, seed=seed, **options) for seed in (0, 0, 1))
    for latents in (one, same, other):
        assert latents.z_T.shape == latents.z.shape == (50, 28, 28)
        assert latents.z_T.dtype == latents.z.dtype == np.float32
    np.testing.assert_array_equal(one.z_T, same.z_T)
    assert not np.array_equal(one.z_T, other.z_T)


def test_garments_come_once_before_any_comes_twice(pool: np.ndarray) -> None:
    all_once = draw("garments", pool, n=len(pool)).z
    assert len({image.tobytes() for image in all_once}) == len({image.tobytes() for image in pool})
    np.testing.assert_array_equal(draw("garments", pool, n=7).z, all_once[:7])


def test_perturbations_are_paired_and_reach_as_told(pool: np.ndarray) -> None:
    plain = draw("perturbed", pool, lam=0.0)
    np.testing.assert_array_equal(plain.z_T, plain.z)
    small, large = (draw("perturbed", pool, lam=lam) for lam in (0.1, 0.5))
    np.testing.assert_array_equal(small.z, plain.z)
    np.testing.assert_allclose((large.z_T - plain.z) / 5, small.z_T - plain.z, atol=1e-6)
    assert (large.z_T - plain.z).std() == pytest.approx(0.5, rel=0.02)
    throughout = draw("perturbed", pool, lam=0.5, reach="throughout")
    np.testing.assert_array_equal(throughout.z, throughout.z_T)
    np.testing.assert_array_equal(throughout.z_T, large.z_T)


def test_means(pool: np.ndarray) -> None:
    single = {image.tobytes() for image in pool}
    assert all(image.tobytes() in single for image in draw("mean", pool, images=1).z)
    np.testing.assert_allclose(draw("mean", pool, n=2, images=len(pool)).z[1], pool.mean(axis=0), atol=1e-5)


def test_mixture_has_the_pools_moments(pool: np.ndarray) -> None:
    z = draw("mixture", pool, n=2000, components=5, principal_components=20).z
    assert z.min() >= pool.min()
    assert z.max() <= pool.max()
    assert np.abs(z.mean(axis=0) - pool.mean(axis=0)).mean() < 0.03


def test_measures_against_independent_ones(rng) -> None:
    probabilities = rng.dirichlet(np.full(10, 0.2), size=200)
    shares = class_shares(probabilities)
    assert shares == pytest.approx([(probabilities.argmax(1) == k).mean() for k in range(10)])
    assert class_entropy(shares) == pytest.approx(entropy(shares) / np.log(2))
    assert class_entropy(np.full(10, 0.1)) == pytest.approx(np.log2(10))
    assert confident_share(probabilities, 0.9) == np.mean([max(row) >= 0.9 for row in probabilities])
    x = rng.normal(size=(20, 3))
    brute = [np.linalg.norm(x[i] - x[j]) for i in range(20) for j in range(i)]
    assert mean_pairwise_distance(x) == pytest.approx(np.mean(brute))
    assert changed_share(probabilities, probabilities, 0.0) == 0
    assert changed_share(probabilities, np.roll(probabilities, 1, axis=1), 0.0) == 1


def test_pixels_clamp_or_stretch(rng) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    np.testing.assert_array_equal(to_bytes(to_model(levels, 0.5), 0.5), levels)
    wild = rng.normal(size=(5, 8, 8))
    clamped = to_bytes(wild, 0.5)
    assert (clamped[wild > 0.5] == 255).all()
    assert (clamped[wild < -0.5] == 0).all()
    stretched = stretch_to_bytes(wild)
    assert (stretched.min(axis=(1, 2)) == 0).all()
    assert (stretched.max(axis=(1, 2)) == 255).all()
    assert (stretch_to_bytes(np.full((1, 4, 4), 0.3)) == 0).all()


@pytest.mark.parametrize("source", ["noise", "garments"])
def test_parts_go_on_where_the_last_ended(pool: np.ndarray, monkeypatch, source: str) -> None:
    monkeypatch.setattr("hotcold.latents.MOST_AT_ONCE", 40)
    parts = list(draw_in_parts(source, pool, 100, np.random.default_rng(0), block=15))
    assert [len(part.z_T) for part in parts] == [30, 30, 30, 10]
    np.testing.assert_array_equal(parts[0].z_T, draw(source, pool, 30).z_T)
    together = np.concatenate([part.z_T for part in parts])
    assert len(np.unique(together[:60], axis=0)) > 45  # another part is another draw
    if source == "noise":
        np.testing.assert_array_equal(together, draw(source, pool, 100).z_T)
