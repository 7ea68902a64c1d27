"""Two Gaussians in coordinates of both, against moments in pixels and the textbook's Fréchet distance."""

import numpy as np
import pytest

from hotcold.data.pixels import to_model
from hotcold.evaluation.gaussian_pair import digits_and_garments, digits_and_noise
from tests.evaluation.gaussians import correlated, distance, garments_of, moments


@pytest.fixture(scope="module", params=["noise", "garments"])
def given(request):
    """A pair, and the mean and covariance of x and z in pixels."""
    digits, garments = correlated(0), correlated(1)
    x = moments(digits)
    if request.param == "noise":
        return digits_and_noise(digits, 0.5), x, (np.zeros(9), np.eye(9))
    return digits_and_garments(digits, garments, 0.5), x, garments_of(garments)


def test_totals_and_distances_are_those_in_pixels(given):
    pair, (mean, covariance), (end, of_ends) = given
    assert pair.variance.min() >= 0
    assert pair.total(pair.variance) == pytest.approx(np.trace(covariance))
    assert pair.total(np.ones(9)) == pytest.approx(np.trace(of_ends))
    assert pair.squared_distance(pair.mean, pair.variance) == pytest.approx(0, abs=1e-6)
    expected = distance((mean, covariance), (end, of_ends))
    assert pair.squared_distance(pair.end, np.ones(9)) == pytest.approx(expected, rel=1e-5)
    # Halfway along the coordinates: x and z mixed.
    mixed = (pair.mean + pair.end) / 2, (pair.variance + 1) / 4
    expected = distance((mean, covariance), ((mean + end) / 2, (covariance + of_ends) / 4))
    assert pair.squared_distance(*mixed) == pytest.approx(expected, rel=1e-5)


def test_garments_that_lie_in_a_plane_have_the_variance_of_rounding_beside():
    flat = np.arange(60, dtype=np.uint8)[:, None, None] * np.ones((1, 3, 3), dtype=np.uint8)
    pair = digits_and_garments(correlated(0), flat, 1.0)
    within = np.trace(np.cov(to_model(flat, 1.0).reshape(60, -1).T))
    assert pair.total(np.ones(9)) == pytest.approx(within + 9 * (2 / 255) ** 2 / 12)
    assert np.isfinite(pair.variance).all()
