import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import kstest, kstwo, norm

from hotcold import seeds
from hotcold.gaussianity import (
    exact_distance,
    first_not_rejected,
    noised_pixels,
    p_value,
    pixel_levels,
    sampled_distance,
)
from hotcold.pixels import to_model
from hotcold.schedules import make_schedule


def test_one_level_against_the_closed_form() -> None:
    """sup |Φ((y − m)/s) − Φ(y)|, found by scipy on both sides of the densities' crossing."""
    for alpha_bar, level in ((0.9, -0.5), (0.5, 0.3), (0.01, 0.5), (0.999, -0.5)):
        m, s = np.sqrt(alpha_bar) * level, np.sqrt(1 - alpha_bar)
        candidates = [
            -minimize_scalar(lambda y, m=m, s=s: -abs(norm.cdf(y, m, s) - norm.cdf(y)), bounds=b, method="bounded").fun
            for b in ((-6, m - s), (m - s, m), (m, m + s), (m + s, 6))
        ]
        found = exact_distance(np.array([alpha_bar]), np.array([level]), np.array([1.0]))
        assert found[0] == pytest.approx(max(candidates), abs=1e-5)


def test_exact_against_a_fine_grid(digits) -> None:
    levels, weights = pixel_levels(digits.train_images[:50], 0.5)
    assert weights.sum() == pytest.approx(1)
    y = np.linspace(-5, 5, 20_001)
    for alpha_bar in make_schedule("cosine", 1000).alpha_bar[[1, 100, 500, 900, 1000]]:
        mixture = sum(
            w * norm.cdf(y, np.sqrt(alpha_bar) * v, np.sqrt(1 - alpha_bar))
            for v, w in zip(levels, weights, strict=True)
        )
        brute = np.abs(mixture - norm.cdf(y)).max()
        found = exact_distance(np.array([alpha_bar]), levels, weights)[0]
        assert brute - 1e-6 <= found <= brute + 2e-3  # the grid can miss the top of a narrow step, never exceed it


def test_sampled_approaches_exact(digits, rng) -> None:
    images = digits.train_images[:300]
    levels, weights = pixel_levels(images, 0.5)
    pixels = to_model(images, 0.5).ravel().astype(float)
    for alpha_bar in (0.9, 0.3, 0.01):
        sampled = sampled_distance(noised_pixels(pixels, alpha_bar, rng.standard_normal(len(pixels)), "correct"))
        exact = exact_distance(np.array([alpha_bar]), levels, weights)[0]
        # Dvoretzky–Kiefer–Wolfowitz: exceeded with probability 1e-6 at most.
        assert abs(sampled - exact) < np.sqrt(np.log(2e6) / (2 * len(pixels)))


def test_sampled_is_scipys_test(rng) -> None:
    for n in (5, 784, 1500):
        pixels = rng.normal(0.1, 1.1, n)
        reference = kstest(pixels, "norm")
        distance = sampled_distance(pixels)
        assert distance == pytest.approx(reference.statistic, abs=1e-12)
        assert p_value(np.array([distance]), n)[0] == pytest.approx(reference.pvalue, rel=1e-6)


def test_limiting_p_value_is_close_to_the_exact_one() -> None:
    distance = kstwo.isf([0.5, 0.05, 0.01], 6272)
    np.testing.assert_allclose(p_value(distance, 6272), [0.5, 0.05, 0.01], rtol=0.05)


def test_first_not_rejected_is_where_the_p_value_passes() -> None:
    distance = np.linspace(0.2, 0.001, 100)
    first = first_not_rejected(distance, 784, 0.05)
    p = kstwo.sf(distance, 784)
    assert first == np.flatnonzero(p > 0.05)[0] + 1
    assert first_not_rejected(distance + 1, 784, 0.05) is None


# Ranges over six noise seeds of an independent computation on the same image; the median must lie within half a width.
@pytest.mark.parametrize(
    ("schedule", "published", "correct"),
    [
        ("cosine", (898, 914), (712, 764)),
        ("linear", (582, 622), (432, 475)),
        ("constant", (359, 401), (181, 226)),
        ("inverse_linear", (196, 223), (95, 123)),
    ],
)
def test_the_published_906_is_reproduced_and_explained(digits, schedule, published, correct) -> None:
    pixels = to_model(digits.train_images[:1], 0.5).ravel().astype(float)
    alpha_bar = make_schedule(schedule, 1000).alpha_bar[1:]
    for formula, (low, high) in (("published", published), ("correct", correct)):
        first = []
        for seed in range(6):
            generator = seeds.numpy_generator(seed, "test")
            distance = np.array(
                [sampled_distance(noised_pixels(pixels, a, generator.standard_normal(784), formula)) for a in alpha_bar]
            )
            first.append(first_not_rejected(distance, 784, 0.05))
        margin = (high - low) / 2
        assert low - margin <= np.median(first) <= high + margin, (formula, first)
