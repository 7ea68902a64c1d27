import numpy as np
import pytest

from hotcold import plugins
from hotcold.errors import InputError
from hotcold.schedules import NoiseSchedule, make_schedule


@pytest.mark.parametrize("name", plugins.names("schedules"))
@pytest.mark.parametrize("timesteps", [10, 1000])
def test_alpha_bar_is_the_product_of_what_is_kept(name: str, timesteps: int) -> None:
    schedule = make_schedule(name, timesteps)
    assert schedule.timesteps == timesteps
    assert schedule.alpha_bar[0] == 1
    product = 1.0
    for t in range(1, timesteps + 1):
        product *= 1 - schedule.beta[t]
        assert schedule.alpha_bar[t] == pytest.approx(product, rel=1e-12)
    assert np.all(np.diff(schedule.alpha_bar) < 0)
    np.testing.assert_allclose(schedule.snr[1:], schedule.alpha_bar[1:] / (1 - schedule.alpha_bar[1:]))


def test_closed_forms() -> None:
    linear = make_schedule("linear", 1000).beta[1:]
    np.testing.assert_allclose(np.diff(linear), (0.02 - 1e-4) / 999, rtol=1e-9)
    assert linear[[0, -1]] == pytest.approx([1e-4, 0.02])
    np.testing.assert_allclose(make_schedule("inverse_linear", 1000).beta[1:], linear[::-1], rtol=1e-12)
    t = np.arange(1001)
    np.testing.assert_allclose(make_schedule("constant", 1000).alpha_bar, 0.99**t, rtol=1e-10)


def test_cosine_follows_its_definition_until_the_clip() -> None:
    schedule = make_schedule("cosine", 1000)
    clipped = np.flatnonzero(schedule.beta[1:] >= 0.1) + 1
    assert list(clipped) == list(range(982, 1001))
    t = np.arange(982) / 1000
    f = np.cos((t + 0.008) / 1.008 * np.pi / 2) ** 2
    np.testing.assert_allclose(schedule.alpha_bar[:982], f / f[0], rtol=1e-10)


@pytest.mark.parametrize(
    ("name", "last"),
    [("linear", 4.04e-5), ("constant", 4.32e-5), ("cosine", 1.18e-4), ("inverse_linear", 4.04e-5)],
)
def test_signal_left_at_the_end(name: str, last: float) -> None:
    assert make_schedule(name, 1000).alpha_bar[-1] == pytest.approx(last, rel=5e-3)


def test_impossible_beta_is_refused() -> None:
    with pytest.raises(InputError, match=r"'constant'.*between 0 and 1"):
        make_schedule("constant", 10, {"value": 1.5})
    with pytest.raises(InputError, match="'cosin' is not one of the schedules: constant, cosine"):
        make_schedule("cosin", 10)


def test_schedule_of_ones_own_betas() -> None:
    assert NoiseSchedule(np.array([np.nan, 0.5, 0.5])).alpha_bar == pytest.approx([1, 0.5, 0.25])
