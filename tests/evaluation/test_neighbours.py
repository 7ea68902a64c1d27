"""Distances and nearest neighbours against scipy and brute force."""

import numpy as np
import pytest
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from hotcold.evaluation.intervals import groups
from hotcold.evaluation.neighbours import nearest, radii, radii_without, spread, squared_distances, within_manifold


def test_distances_are_scipys_and_none_to_itself(rng):
    a, b = rng.normal(size=(40, 7)).astype(np.float32) + 100, rng.normal(size=(30, 7)).astype(np.float32) + 100
    np.testing.assert_allclose(squared_distances(a, b), cdist(a, b, "sqeuclidean"), rtol=1e-9)
    np.testing.assert_allclose(nearest(a, b), KDTree(b).query(a)[0])
    assert np.diag(squared_distances(a, a)).max() < 1e-9


@pytest.mark.parametrize("copies", [1, 40])
def test_radii_without_a_group_are_those_of_the_others(rng, copies):
    """Copies of one image may fill a group, which then takes away all that was near."""
    x = np.concatenate([rng.normal(size=(60, 3)), np.repeat(rng.normal(size=(1, 3)), copies, axis=0)])
    distances, group = squared_distances(x, x), np.concatenate([groups(60), np.zeros(copies, dtype=int)])
    np.testing.assert_allclose(radii(distances), KDTree(x).query(x, 6)[0][:, -1] ** 2, atol=1e-12)
    found = radii_without(distances, group)
    for left_out in range(20):
        kept = group != left_out
        expected = KDTree(x[kept]).query(x[kept], 6)[0][:, -1] ** 2
        np.testing.assert_allclose(found[left_out, kept], expected, atol=1e-12)
        assert (found[left_out, ~kept] == -1).all()


def test_few_images_have_as_many_neighbours_as_there_are():
    x = np.array([[0.0], [1.0], [3.0]])
    assert radii(squared_distances(x, x)).tolist() == [9, 4, 9]
    assert radii_without(squared_distances(x, x), np.arange(3)).tolist() == [[-1, 4, 4], [9, -1, 9], [1, 1, -1]]


def test_what_is_spread_comes_from_everywhere():
    assert spread(np.arange(10_000)[:, None]).ravel().tolist() == list(range(0, 10_000, 5))
    assert spread(np.arange(7)[:, None]).ravel().tolist() == list(range(7))
    assert spread(np.arange(3000)[:, None]).ravel().tolist()[:5] == [0, 1, 3, 4, 6]


def test_the_manifold_is_near_in_place_and_in_direction(rng, scored):
    """On a circle: what lies inside is near in direction alone, what lies between two arcs in place alone."""
    angle = rng.uniform(0.3, 1.2, size=1000)
    real = scored(np.stack([np.cos(angle), np.sin(angle)], axis=1))
    fresh = rng.uniform(0.3, 1.2, size=1000)
    on = np.stack([np.cos(fresh), np.sin(fresh)], axis=1)
    assert 0.85 < within_manifold(real, on).mean() < 0.95
    assert not within_manifold(real, on * 0.9).any()
    assert not within_manifold(real, -on).any()
    assert not within_manifold(real, np.zeros((1, 2))).any()
