import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import kstwo, norm

from hotcold import seeds
from hotcold.config.base import Choice
from hotcold.data.pixels import to_model
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.gaussianity import (
    exact_distance,
    first_not_rejected,
    noised_pixels,
    p_value,
    pixel_levels,
    sampled_distance,
)


@pytest.mark.parametrize(("alpha_bar", "level"), [(0.9, -0.5), (0.5, 0.3), (0.01, 0.5), (0.999, -0.5)])
def test_one_level_against_the_closed_form(alpha_bar, level):
    """sup |Φ((y − m)/s) − Φ(y)|, found by scipy on both sides of the densities' crossing."""
    m, s = np.sqrt(alpha_bar) * level, np.sqrt(1 - alpha_bar)
    candidates = [
        -minimize_scalar(lambda y: -abs(norm.cdf(y, m, s) - norm.cdf(y)), bounds=bounds, method="bounded").fun
        for bounds in ((-6, m - s), (m - s, m), (m, m + s), (m + s, 6))
    ]
    found = exact_distance(alpha_bar, np.array([level]), np.array([1.0]))
    assert found == pytest.approx(max(candidates), abs=1e-5)


def test_exact_against_a_fine_grid(digits):
    levels, weights = pixel_levels(digits.train_images[:50], 0.5)
    assert weights.sum() == pytest.approx(1)
    y = np.linspace(-5, 5, 20_001)[:, None]
    for alpha_bar in make_schedule(Choice(function="cosine"), 1000).alpha_bar[[1, 100, 500, 900, 1000]]:
        mixture = norm.cdf(y, np.sqrt(alpha_bar) * levels, np.sqrt(1 - alpha_bar)) @ weights
        brute = np.abs(mixture - norm.cdf(y[:, 0])).max()
        found = exact_distance(alpha_bar, levels, weights)
        assert brute - 1e-6 <= found <= brute + 2e-3  # the grid can miss the top of a narrow step, never exceed it


def test_the_limiting_p_value_and_where_one_passes():
    distance = kstwo.isf([0.5, 0.05, 0.01], 6272)
    np.testing.assert_allclose(p_value(distance, 6272), [0.5, 0.05, 0.01], rtol=0.05)
    distance = np.linspace(0.2, 0.001, 100)
    p = kstwo.sf(distance, 784)
    assert first_not_rejected(distance, 784, 0.05) == np.flatnonzero(p > 0.05)[0] + 1
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
def test_the_published_906_is_reproduced_and_explained(digits, schedule, published, correct):
    pixels = to_model(digits.train_images[:1], 0.5).ravel().astype(float)
    alpha_bar = make_schedule(Choice(function=schedule), 1000).alpha_bar[1:]
    for formula, (low, high) in (("published", published), ("correct", correct)):
        first = []
        for seed in range(6):
            generator = seeds.numpy_generator(seed, "test")
            noised = (noised_pixels(pixels, a, generator.standard_normal(784), formula) for a in alpha_bar)
            first.append(first_not_rejected(np.array(list(map(sampled_distance, noised))), 784, 0.05))
        margin = (high - low) / 2
        assert low - margin <= np.median(first) <= high + margin, (formula, first)
