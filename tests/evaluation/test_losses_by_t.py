"""Losses by t, of networks whose errors are known."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hotcold.diffusion.restorer import Guide, Restorer
from hotcold.evaluation.losses_by_t import LOSSES_BY_T, losses_by_t, times
from tests.diffusion.oracle import SCHEDULES, T, degradation_of, image, restorer_of, wavering
from tests.own_plugins import fading, own_plugins  # noqa: F401

AT = [1, 7, T]
assert_near = partial(np.testing.assert_allclose, rtol=1e-5)  # float32
KINDS = {"loss", "loss_x", "loss_eps"}


def measured(restorer, n=3):
    return losses_by_t(restorer, image(1, n), image(2, n), AT)


@given(timesteps=st.integers(1, 2000), n=st.integers(20, 60))
def test_times_run_from_the_first_to_the_last_and_lie_denser_at_the_ends(timesteps, n):
    found = times(timesteps, n)
    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (1, timesteps)
    assert len(found) <= n
    steps = np.diff(found)
    if timesteps >= 1000:
        assert max(steps[0], steps[-1]) <= steps.max() / 7


@pytest.mark.parametrize("name", ["gaussian", "morph"])
def test_a_perfect_prediction_loses_nothing(name):
    x, z, degradation = image(1), image(2), degradation_of(name)
    table = measured(Restorer(lambda z_t, time: degradation.target(x, z), degradation, 0.5))
    assert {*table} | {"run", "seed", "degradation", "schedule", "network", "epoch", "split", "weights"} == {
        *LOSSES_BY_T
    }
    assert table["t"].tolist() == AT
    assert (table["n"] == 3).all()
    np.testing.assert_allclose(table[[*KINDS]], 0, atol=1e-12)
    assert_near(table["alpha_bar"], degradation.alpha_bar[AT])
    assert_near(table["snr"], 1 / (1 / degradation.alpha_bar[AT] - 1))


@pytest.mark.parametrize("n", [3, 250])  # more than one block, the last of them smaller
@pytest.mark.parametrize(("name", "own"), [("gaussian", "loss_eps"), ("morph", "loss_x")])
def test_predicting_nothing_loses_the_targets_power(name, own, n):
    x, z = image(1, n).numpy(), image(2, n).numpy()
    table = measured(Restorer(lambda z_t, time: torch.zeros_like(z_t), degradation_of(name), 0.5), n)
    power = ((z if name == "gaussian" else x) ** 2).mean()
    assert_near(table["loss"], power)
    assert_near(table[own], power)
    assert_near(table["loss_eps"], table["snr"] * table["loss_x"])
    assert_near(table["n"], n)


@given(schedule=st.sampled_from(SCHEDULES))
@settings(max_examples=8)
def test_networks_of_either_target_that_see_the_same_digit_compare(schedule):
    """Whatever they predict, the errors of x0_hat, and those of the end, are the same; clipping would hide some."""
    tables = [measured(restorer_of(wavering, degradation_of(name, schedule))) for name in ("gaussian", "morph")]
    for kind in ("loss_x", "loss_eps"):
        assert_near(*[table[kind] for table in tables])
    assert_near(tables[0]["loss"], tables[0]["loss_eps"])
    assert_near(tables[1]["loss"], tables[1]["loss_x"])
    x, z, degradation = image(1), image(2), degradation_of("morph", schedule)
    errors = [((wavering(degradation.degrade(x, t, z), t) - x) ** 2).mean() for t in AT]
    assert_near(tables[0]["loss_x"], errors)


def test_neither_clipped_nor_guided():
    degradation = degradation_of("morph")

    def worse(z_t, time):
        raise AssertionError("the guide was asked")

    table = measured(Restorer(lambda z_t, time: torch.full_like(z_t, 9), degradation, 0.5, Guide(worse, 1)))
    assert (table["loss_x"] > 70).all()


def test_no_end_is_implied_where_there_is_no_inverse(fading):  # noqa: F811
    table = measured(Restorer(lambda z_t, time: z_t, degradation_of("wane"), 0.5))
    assert table["loss_eps"].isna().all()
    faded = [(0.5 * t / T) ** 2 for t in AT]
    assert_near(table["loss"], [share * (image(1) ** 2).mean() for share in faded])
