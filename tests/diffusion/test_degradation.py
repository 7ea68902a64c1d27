"""Degradations against their equations in float64; one of a test's own that ends in itself."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hotcold.errors import InputError
from tests.diffusion.oracle import SCHEDULES, T, degradation_of, image, schedule_of
from tests.own_plugins import FADE

TIMES = torch.arange(T + 1)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("name", ["gaussian", "morph"])
def test_forward_against_the_equation_in_float64(name, schedule):
    degradation = degradation_of(name, schedule)
    x, z = image(1, T + 1), image(2, T + 1)
    z_t = degradation.degrade(x, TIMES, z)
    alpha_bar = np.concatenate([[1], np.cumprod(1 - schedule_of(schedule).beta[1:])])[:, None, None, None]
    np.testing.assert_allclose(z_t, np.sqrt(alpha_bar) * x.numpy() + np.sqrt(1 - alpha_bar) * z.numpy(), atol=1e-12)
    assert torch.equal(z_t[0], x[0])
    assert torch.equal(degradation.degrade(x, 7, z)[7], z_t[7])
    assert degradation.degrade(x.float(), 7, z.float()).dtype == torch.float32


@given(seed=st.integers(0, 10_000), t=st.integers(1, T), schedule=st.sampled_from(SCHEDULES))
@settings(max_examples=50)
def test_prediction_and_end_are_recovered(seed, t, schedule):
    x, z = image(seed), image(seed + 1)
    for degradation in (degradation_of("gaussian", schedule), degradation_of("morph", schedule)):
        z_t = degradation.degrade(x, t, z)
        torch.testing.assert_close(degradation.x0_hat(degradation.target(x, z), z_t, t), x, rtol=1e-6, atol=1e-8)
        torch.testing.assert_close(degradation.infer_end(z_t, x, t), z, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("options", [{}, {"strength": 0.25}, {"strength": 1.0}])
def test_a_degradation_may_follow_time_and_has_its_options(fading, schedule, options):
    fade, x = degradation_of("wane", schedule, **options), image(1, T + 1)
    left = 1 - options.get("strength", 0.5) * TIMES.reshape(-1, 1, 1, 1) / T
    torch.testing.assert_close(fade.degrade(x, TIMES, torch.zeros_like(x)), x * left)
    assert (fade.end, fade.predicts) == ("itself", "x")
    assert fade.target(x, torch.zeros_like(x)) is x
    assert fade.x0_hat(x, 0 * x, 3) is x


def test_a_degradation_may_follow_both_and_every_function_gets_its_options(own_plugins):
    text = FADE.replace("* time)", "* time * alpha_bar)").replace('"itself"', '"noise"').replace('"x"', '"eps"')
    text += "\n\ndef infer_start(z_t, z, alpha_bar, time, *, strength=0.5):\n"
    own_plugins.add("degradations", "wane", f"{text}    return z_t / (1 - strength * time * alpha_bar)\n")
    fade, x = degradation_of("wane", "cosine", strength=0.9), image(1, T + 1)
    left = 1 - 0.9 * TIMES / T * torch.from_numpy(schedule_of("cosine").alpha_bar)
    torch.testing.assert_close(fade.degrade(x, TIMES, x), x * left.reshape(-1, 1, 1, 1))
    torch.testing.assert_close(fade.x0_hat(x, fade.degrade(x, TIMES, x), TIMES), x)


def test_what_a_degradation_lacks_is_one_line(own_plugins):
    own_plugins.add("degradations", "lost", FADE.replace('PREDICTS = "x"', 'PREDICTS = "eps"'))
    with pytest.raises(InputError, match=r"^lost: predicts eps and has no infer_start; expected both$"):
        degradation_of("lost").x0_hat(image(1), image(1), 3)
