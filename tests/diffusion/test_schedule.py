"""Schedules against their closed forms."""

import numpy as np
import pytest

from hotcold.config.base import Choice
from hotcold.diffusion.schedule import NoiseSchedule
from hotcold.diffusion.schedule_ends import check_ends
from hotcold.errors import InputError
from tests.diffusion.oracle import schedule_of
from tests.shipped import SCHEDULES


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("timesteps", [10, 1000])
def test_alpha_bar_is_the_product_of_what_is_kept(name, timesteps):
    schedule = schedule_of(name, timesteps)
    assert schedule.timesteps == timesteps
    assert schedule.alpha_bar[0] == 1
    np.testing.assert_allclose(schedule.alpha_bar[1:], np.cumprod(1 - schedule.beta[1:]), rtol=1e-12)
    assert np.all(np.diff(schedule.alpha_bar) < 0)
    assert schedule.snr[0] == np.inf
    np.testing.assert_allclose(schedule.snr[1:], schedule.alpha_bar[1:] / (1 - schedule.alpha_bar[1:]))


def test_closed_forms():
    linear = schedule_of("linear", 1000).beta[1:]
    np.testing.assert_allclose(np.diff(linear), (0.02 - 1e-4) / 999, rtol=1e-9)
    assert linear[[0, -1]] == pytest.approx([1e-4, 0.02])
    np.testing.assert_allclose(schedule_of("inverse_linear", 1000).beta[1:], linear[::-1], rtol=1e-12)
    np.testing.assert_allclose(schedule_of("constant", 1000).alpha_bar, 0.99 ** np.arange(1001), rtol=1e-10)
    cosine = schedule_of("cosine", 1000)
    assert list(np.flatnonzero(cosine.beta[1:] >= 0.1) + 1) == list(range(982, 1001))
    f = np.cos((np.arange(982) / 1000 + 0.008) / 1.008 * np.pi / 2) ** 2
    np.testing.assert_allclose(cosine.alpha_bar[:982], f / f[0], rtol=1e-10)
    assert cosine.alpha_bar[-1] == pytest.approx(1.18e-4, rel=5e-3)
    assert NoiseSchedule(np.array([np.nan, 0.5, 0.5])).alpha_bar == pytest.approx([1, 0.5, 0.25])


@pytest.mark.parametrize("timesteps", [21, 50, 400, 4000])
def test_rescaled_betas_are_the_improved_ddpm_codes(timesteps):
    """Which writes linspace(scale · 0.0001, scale · 0.02, T), scale = 1000 / T; the noise of 1,000 steps, or more."""
    beta = np.linspace(1000 / timesteps * 1e-4, 1000 / timesteps * 0.02, timesteps)
    for name, expected in (("linear", beta), ("inverse_linear", beta[::-1]), ("constant", 10 / timesteps)):
        schedule = schedule_of(name, timesteps, rescale=True)
        np.testing.assert_allclose(schedule.beta[1:], expected, rtol=1e-12)
        assert -1.1 * np.log(schedule_of(name, 1000).alpha_bar[-1]) < -np.log(schedule.alpha_bar[-1]) * 1.1**2


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("constant", {"value": 1.5}, "'constant': beta must be 10 numbers between 0 and 1"),
        ("constant", {"value": 1 - 1e-9}, "'constant': alpha_bar goes from 1e-09 to 0, beyond"),
        ("constant", {"value": 1e-9}, "'constant': alpha_bar goes from 1 to 1, beyond what"),
        ("linear", {"first": "a"}, r"'linear': cannot be computed with {'first': 'a'} \("),
    ],
)
def test_an_impossible_schedule_is_one_line(name, options, message):
    with pytest.raises(InputError, match=rf"\Aschedule {message}.*\Z"):
        check_ends(Choice(function=name, options=options), 10)
