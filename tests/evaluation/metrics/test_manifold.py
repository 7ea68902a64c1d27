"""Precision, recall, density, coverage and the share within the manifold, against their definitions and known cases."""

import numpy as np
import pytest
import torch
from sklearn.neighbors import NearestNeighbors
from torch_fidelity.metric_prc import calculate_precision_recall_full

from hotcold.evaluation.intervals import groups, jackknife, within_bounds
from hotcold.evaluation.metrics import coverage, density, manifold_share, precision, recall

METRICS = {"precision": precision, "recall": recall, "density": density, "coverage": coverage}


def prdc(real, generated, k=5):
    """Naeem et al.'s own definitions, by another library's nearest neighbours."""

    def reach(x):
        return NearestNeighbors(n_neighbors=k + 1).fit(x).kneighbors(x)[0][:, -1]

    distances = np.linalg.norm(real[:, None] - generated, axis=2)  # (real, generated)
    near = distances < reach(real)[:, None]
    return {
        "precision": near.any(axis=0).mean(),
        "recall": (distances < reach(generated)).any(axis=1).mean(),
        "density": near.sum(axis=0).mean() / k,
        "coverage": (distances.min(axis=1) < reach(real)).mean(),
    }


@pytest.mark.parametrize("seed", range(3))
def test_against_the_definitions(seed, scored):
    rng = np.random.default_rng(seed)
    real, x = rng.normal(size=(210, 3)), rng.normal(0.5, 1.3, size=(150, 3))
    expected, sides = prdc(real, x), (scored(real), scored(x))
    for name, metric in METRICS.items():
        found = metric.measure(*sides)
        assert (found.value, found.n) == (pytest.approx(expected[name]), 150)
        if name != "precision":
            without = [prdc(real, x[groups(150) != group])[name] for group in range(20)]
            interval = jackknife(expected[name], 150, without.__getitem__)
            interval = interval if name == "density" else within_bounds(interval)
            assert found[:3] == pytest.approx(interval[:3])


@pytest.mark.parametrize("seed", range(3))
def test_precision_and_recall_are_torch_fidelitys(seed, scored):
    rng = np.random.default_rng(seed)
    real, x = rng.normal(size=(230, 4)), rng.normal(0.3, 1.2, size=(170, 4))
    expected = calculate_precision_recall_full(torch.from_numpy(x), torch.from_numpy(real), neighborhood=5)
    found = [metric.measure(scored(real), scored(x)).value for metric in (precision, recall)]
    assert found == pytest.approx(expected)


def test_what_each_sees_of_an_outlier(rng, scored):
    """Two kinds far apart, and one real image between, which generated ones are near to."""
    real = np.concatenate([rng.normal(0, 1, size=(300, 2)), rng.normal(100, 1, size=(300, 2))])
    stray = [scored(np.concatenate([real, [[50.0, 50.0]]])), scored(np.full((20, 2), 40.0) + rng.normal(size=(20, 2)))]
    assert precision.measure(*stray).value == 1  # within the radius of the outlier
    assert density.measure(*stray).value == pytest.approx(0.2)  # of it alone
    assert manifold_share.measure(*stray).value == 0


def test_two_thousand_of_either_side_are_taken(rng, scored):
    real, x = rng.normal(size=(4000, 2)), rng.normal(size=(2100, 2))
    whole, taken = (scored(real), scored(x)), (scored(real[::2]), scored(x[:2000]))
    for metric in METRICS.values():
        assert metric.measure(*whole) == metric.measure(*taken)
        assert metric.measure(*whole).n == 2000
    assert manifold_share.measure(*whole).n is None


def test_few_images_have_numbers(rng, scored):
    for n in (2, 3, 7):
        for metric in (*METRICS.values(), manifold_share):
            assert np.isfinite(metric.measure(scored(rng.normal(size=(9, 2))), scored(rng.normal(size=(n, 2)))).value)
