"""Restorations, alone and guided."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hotcold.diffusion.restorer import Guide, Restorer
from hotcold.diffusion.samplers import cold, ddim, dpm
from hotcold.diffusion.sampling import time_grid
from tests.diffusion.oracle import SCHEDULES, T, degradation_of, image, last, sampled


@given(weight=st.floats(0.1, 5), schedule=st.sampled_from(SCHEDULES), name=st.sampled_from(["gaussian", "morph"]))
@settings(max_examples=30)
def test_a_guide_that_errs_alike_but_more_leads_to_the_data(weight, schedule, name):
    """Errors e and (1 + 1/w) e leave none: (truth + e) + w (e − (1 + 1/w) e) = truth."""
    degradation, x, z, error = degradation_of(name, schedule), image(13), image(14), image(15)
    truth = degradation.target(x, z)
    given = (lambda z_t, time: truth + error, degradation, float("inf"))
    alone = Restorer(*given)
    guided = Restorer(*given, Guide(lambda z_t, time: truth + (1 + 1 / weight) * error, weight))
    start = (degradation.degrade(x, T, z), z, time_grid(T, 7))
    for sampler in (ddim, dpm):
        torch.testing.assert_close(last(sampled(sampler, guided, *start)), x)
        assert (last(sampled(sampler, alone, *start)) - x).abs().mean() > 0.01


@pytest.mark.parametrize(("from_t", "to_t"), [(T // 2, None), (1, T // 2), (3, 5), (4, 4)])
def test_a_guide_is_asked_in_its_interval_only(from_t, to_t):
    asked, z = [], image(16)

    def worse(z_t, time):
        asked.append(round(float(time[0]) * T))
        return z_t

    guide = Guide(worse, 1, from_t, to_t)
    restorer = Restorer(lambda z_t, time: z_t / 2, degradation_of("morph"), float("inf"), guide)
    sampled(cold, restorer, z, z, list(range(T, -1, -1)))
    assert asked == list(range(to_t or T, from_t - 1, -1))
