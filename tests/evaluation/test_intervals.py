"""Intervals against scipy, against their definitions, and against how often they hold what comes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hotcold.evaluation.intervals import (
    further_draw,
    groups,
    jackknife,
    jackknifed_mean,
    share,
    within_bounds,
)
from hotcold.evaluation.measure import Measured


@given(n=st.integers(1, 3000), data=st.data())
@settings(max_examples=100)
def test_shares_have_wilsons_interval(n, data):
    hits = data.draw(st.integers(0, n))
    found = share(np.arange(n) < hits)
    low, high = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert found[:3] == pytest.approx((hits / n, low, high), abs=1e-12)


def test_a_mean_varies_as_the_means_of_its_groups(rng):
    """In groups of one size, leaving one out is Student's t over the groups' means."""
    values = rng.exponential(size=400)
    means = [values[groups(400) == group].mean() for group in range(20)]
    expected = stats.t.interval(0.95, 19, loc=np.mean(values), scale=stats.sem(means))
    assert jackknifed_mean(values)[1:3] == pytest.approx(expected)
    assert jackknifed_mean(values, 3.0, used=7) == pytest.approx((*(3 * np.array(jackknifed_mean(values)[:3])), 7))


@given(n=st.integers(3, 60), seed=st.integers(0, 100))
@settings(max_examples=30)
def test_a_group_left_out_is_left_out(n, seed):
    squares = np.random.default_rng(seed).exponential(size=n)
    parts = np.sqrt([squares[groups(n) != group].mean() for group in range(min(n, 20))])
    half = stats.t.ppf(0.975, len(parts) - 1) * np.sqrt((len(parts) - 1) * parts.var())
    root = np.sqrt(squares.mean())
    assert jackknifed_mean(squares, power=0.5)[:3] == pytest.approx((root, root - half, root + half))
    assert {tuple(np.bincount(groups(n)) - n // len(parts))} <= {(1,) * k + (0,) * (len(parts) - k) for k in range(20)}


@given(value=st.floats(0.001, 0.999), half=st.floats(0, 3))
def test_a_share_keeps_within_its_bounds_and_a_narrow_interval_as_it_is(value, half):
    narrow, wide = (within_bounds(Measured(value, value - h, value + h, 5)) for h in (1e-6, half))
    assert narrow == pytest.approx((value, value - 1e-6, value + 1e-6, 5), abs=1e-8)
    assert 0 <= wide.low <= value <= wide.high <= 1
    mirrored = within_bounds(Measured(1 - value, 1 - value - half, 1 - value + half))
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((wide.low, wide.high), abs=1e-9)


@pytest.mark.parametrize(("value", "ends"), [(0.0, (0, 0.2)), (1.0, (0.8, 1))])
def test_a_share_of_none_or_all_is_cut_off(value, ends):
    assert within_bounds(Measured(value, value - 0.2, value + 0.2))[1:3] == pytest.approx(ends)


def test_two_images_have_no_interval():
    assert np.isnan(jackknife(1.0, 2, lambda group: float(group))[1:3]).all()


def test_a_further_draw_lies_between_its_ends_as_often_as_they_say(rng):
    found = [further_draw(rng.normal(size=8)) for _ in range(4000)]
    assert 0.94 < np.mean([one.low <= rng.normal() <= one.high for one in found]) < 0.96
