"""Latents on their way to what an oracle knows, and back."""

import numpy as np
import pytest
import torch

from hotcold.config.sampling import RunSampler
from hotcold.diffusion.sampling import Start
from hotcold.evaluation.round_trip import round_trip
from tests.diffusion.oracle import degradation_of, image, restorer_of
from tests.own_plugins import fading

__all__ = ["fading"]
TIMES = 40


def trip(degradation, z_T, z, frames, function="naive"):
    x = image(0).float()
    sampler = RunSampler(function=function, steps=20)
    restorer = restorer_of(lambda *_: x, degradation)
    there, back = round_trip(restorer, sampler, Start(z_T, z), frames, seed=0)
    return x[:, 0].numpy(), there, back


@pytest.mark.parametrize(("degradation", "function"), [("gaussian", "ancestral"), ("morph", "naive")])
def test_there_by_the_sampler_and_back_by_the_degradation(degradation, function):
    made = degradation_of(degradation, "linear", TIMES)
    z = image(1).float()
    x, there, back = trip(made, z, z, 4, function)
    np.testing.assert_array_equal(there[0], z[:, 0])
    for generated in (there[-1], back[0]):
        np.testing.assert_allclose(generated, x, atol=2e-6)
    left = made.alpha_bar[[0, 10, 20, 30, 40], None, None, None]
    np.testing.assert_allclose(back, np.sqrt(left) * x + np.sqrt(1 - left) * z[:, 0].numpy(), atol=2e-6)
    if degradation == "morph":  # without noise, both ways are one
        np.testing.assert_allclose(there[:0:-1], back[:-1], atol=2e-6)


def test_what_ends_in_itself_comes_back_to_its_own_last_state(fading):
    z = torch.zeros(3, 1, 4, 4)
    x, there, back = trip(degradation_of("wane", "linear", TIMES, strength=0.8), image(1).float(), z, 2)
    np.testing.assert_allclose(there[-1], x, atol=1e-6)
    np.testing.assert_allclose(back, [x, 0.6 * x, 0.2 * x], atol=1e-6)


def test_of_one_step_both_ends_are_shown():
    z = image(1).float()
    x, there, _ = trip(degradation_of("morph", "linear", TIMES), z, z, 4, "direct")
    np.testing.assert_array_equal(there[[0, 1, 3, 4]], [z[:, 0], z[:, 0], x, x])
