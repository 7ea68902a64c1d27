"""Intervals over seeds against scipy's, and what they promise."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from hotcold.claims.parts.decisions import both, inside
from hotcold.claims.parts.intervals import CORRELATION, SHARE, Interval, by_seed, difference, mean, relative
from hotcold.claims.parts.ranks import rank_correlation
from hotcold.claims.parts.verdict import UndecidedError

NUMBERS = st.floats(-1e3, 1e3)
POSITIVE = st.floats(1e-2, 1e3)
VALUES = st.lists(st.tuples(POSITIVE, POSITIVE), min_size=3, max_size=8)


def of(values, seeds=None):
    return by_seed(pd.Series(values, index=seeds, dtype=float))


def images(value, low, high):
    return pd.DataFrame({"value": [value], "low": [low], "high": [high]}, index=[0])


@given(VALUES)
def test_over_seeds_is_student_s_interval_paired_by_seed(pairs):
    a, b = map(np.array, zip(*pairs, strict=True))
    assume(min(np.ptp(a), np.ptp(a - b)) > 1e-6)
    expected = stats.ttest_rel(a, b).confidence_interval(0.95)
    found = difference(of(a), of(b))
    assert found.seeds == len(pairs)
    assert found.over_seeds
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-6, abs=1e-6)
    alone = stats.t.interval(0.95, len(a) - 1, loc=a.mean(), scale=stats.sem(a))
    assert (mean(of(a)).low, mean(of(a)).high) == pytest.approx(alone, rel=1e-6, abs=1e-6)


@given(VALUES, st.floats(0.1, 10))
def test_a_relative_difference_depends_on_ratios_alone(pairs, factor):
    a, b = map(np.array, zip(*pairs, strict=True))
    found, times = relative(of(a), of(b)), relative(of(factor * a), of(factor * b))
    assert (found.value, found.low, found.high) == pytest.approx(
        (times.value, times.low, times.high), rel=1e-6, abs=1e-9
    )
    back = relative(of(b), of(a))
    assert (1 + found.value) * (1 + back.value) == pytest.approx(1)
    lost = 1e-15 / max(1 + found.low, 1e-300)  # digits of a low that is next to -1
    assert (1 + found.low) * (1 + back.high) == pytest.approx(1, rel=1e-6 + lost)
    assert found.value == pytest.approx(stats.gmean(a) / stats.gmean(b) - 1)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=8), st.sampled_from([SHARE, CORRELATION]))
def test_an_interval_of_what_has_bounds_stays_within_them_and_holds_the_mean(places, bounds):
    least, most = bounds
    found = mean(of([least + (most - least) * place for place in places]), bounds)
    assert least <= found.low <= found.value <= found.high <= most


def test_an_interval_of_a_correlation_is_on_fisher_s_scale_and_of_a_share_on_the_logit_s():
    values = np.array([0.90, 0.97, 0.99, 0.95])
    half = stats.t.ppf(0.975, 3) * stats.sem(values)
    centre = values.mean()
    z = np.tanh(np.arctanh(centre) + np.array([-1, 1]) * half / (1 - centre**2))
    found = mean(of(values), CORRELATION)
    assert (found.value, found.low, found.high) == pytest.approx((centre, *z))
    odds = centre / (1 - centre) * np.exp(np.array([-1, 1]) * half / (centre * (1 - centre)))
    found = mean(of(values), SHARE)
    assert (found.low, found.high) == pytest.approx(tuple(odds / (1 + odds)))
    assert found.high < 1 < mean(of(values + 0.02)).high


def test_where_a_share_is_the_same_by_all_seeds_the_interval_is_over_images():
    some = pd.DataFrame({"value": 0.1, "low": 0.06, "high": 0.16}, index=range(4))
    some["value"] += 1e-17 * some.index
    found = mean(some, SHARE)
    assert (found.low, found.high) == pytest.approx((0.06, 0.16))  # not narrower by seeds: images may be the same
    none = pd.DataFrame({"value": 0.0, "low": 0.0, "high": 0.04}, index=range(4))
    found = mean(none, SHARE)
    assert (found.value, found.low, found.seeds) == (0, 0, 4)
    assert found.high == pytest.approx(0.04)
    alone = mean(of([1, 1, 1]), SHARE)
    assert (alone.low, alone.high) == (1, 1)


def test_seeds_are_paired_by_their_number_and_not_by_their_place():
    a, b = of([1, 2, 4, 9], [0, 1, 2, 7]), of([4, 2, 1, 5], [2, 1, 0, 3])
    found = difference(a, b)
    assert (found.value, found.low, found.high, found.seeds) == (0, 0, 0, 3)
    with pytest.raises(UndecidedError, match="no seed in common"):
        difference(of([1], [0]), of([1], [1]))


def test_one_seed_has_an_interval_over_images_alone_which_decides_nothing():
    found = difference(images(100, 97, 104), images(60, 56, 63))
    assert (found.value, found.seeds) == (40, 1)
    assert (found.low, found.high) == pytest.approx((40 - np.hypot(3, 3), 40 + np.hypot(4, 4)))
    assert not found.over_seeds
    assert inside(found, low=0) == "undecided"
    assert np.isnan(difference(of([1]), of([2])).low)
    two = pd.concat([images(100, 97, 104), images(100, 97, 104).set_axis([1])])
    assert mean(two).high == pytest.approx(100 + np.hypot(4, 4) / 2)


def test_what_has_no_ratio_or_is_no_number_is_undecided():
    with pytest.raises(UndecidedError, match="above 0, not -1"):
        relative(of([1, -1, 1]), of([1, 1, 1]))
    with pytest.raises(UndecidedError, match="not a number"):
        mean(of([1, np.nan, np.nan]) * np.nan)


@given(st.tuples(NUMBERS, NUMBERS).map(sorted), st.tuples(NUMBERS, NUMBERS).map(sorted), st.floats(0, 100))
def test_a_wider_interval_never_decides_what_a_narrower_one_left(ends, margins, wider):
    (low, high), (least, most) = ends, margins
    narrow = inside(Interval((low + high) / 2, low, high, 5), least, most)
    wide = inside(Interval((low + high) / 2, low - wider, high + wider, 5), least, most)
    assert wide in (narrow, "undecided")
    assert (narrow == "confirmed") == (least < low and high < most)
    assert (narrow == "refuted") == (high < least or low > most)


def test_several_things_hold_with_all_of_them_and_fail_with_one():
    assert both("confirmed", "confirmed") == "confirmed"
    assert both("confirmed", "undecided") == "undecided"
    assert both("undecided", "refuted", "confirmed") == "refuted"


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=9))
def test_rank_correlation_is_spearman_s(pairs):
    a, b = (pd.DataFrame([side], index=[4]) for side in zip(*pairs, strict=True))
    if a.nunique(axis=1).item() == 1 or b.nunique(axis=1).item() == 1:
        with pytest.raises(UndecidedError, match="no ranks"):
            rank_correlation(a, b)
        return
    assert rank_correlation(a, b)[4] == pytest.approx(stats.spearmanr(a.loc[4], b.loc[4]).statistic)


def test_intervals_in_words():
    assert Interval(19, 19, 19, 0).text("steps") == "19 steps"
    assert Interval(0.123, 0.1, 0.15, 5).times(100).text("%") == "12.3 [10, 15] %"
    assert Interval(1502.4, 1344.2, 1679, 3).text("times") == "1500 [1340, 1680] times"
    assert Interval(2, 1, 4, 5).map(lambda x: -x) == Interval(-2, -4, -1, 5)
    assert Interval(2, float("nan"), float("nan"), 1).text() == "2"
