"""Times, and images in blocks that do not depend on how many are asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold.config.sampling import Sampler
from hotcold.diffusion.generation import generate
from hotcold.diffusion.latent import Latents
from hotcold.diffusion.sampling import Start, sampler_states, time_grid
from tests.diffusion.oracle import T, degradation_of, image, restorer_of, wavering


@given(start=st.integers(1, 1000), steps=st.integers(1, 1500))
def test_times_descend_from_start_to_zero(start, steps):
    times = time_grid(start, steps)
    assert (times[0], times[-1], len(times)) == (start, 0, min(steps, start) + 1)
    gaps = -np.diff(times)
    assert gaps.min() >= 1
    assert gaps.max() - gaps.min() <= 1


@pytest.mark.parametrize(("first", "times"), [(T, [40, 30, 20, 10, 0]), (20, [10, 0]), (1, [0])])
def test_from_a_later_time_on_a_sampler_takes_its_share_of_the_steps(first, times):
    restorer, sampler = restorer_of(wavering, degradation_of("morph")), Sampler(function="naive", steps=5)
    states = sampler_states(restorer, sampler, Start(image(1), image(1)), first, 0, block=3)
    assert [t for t, _ in states] == times


def test_the_first_images_do_not_depend_on_how_many_are_asked_for():
    """Not even in a block that is not full, with a sampler that adds noise."""
    restorer, sampler = restorer_of(wavering, degradation_of("gaussian")), Sampler(function="ancestral", steps=5)
    starts = np.random.default_rng(0).normal(size=(9, 4, 4)).astype(np.float32)

    def images(n, seed=0):
        blocks = [images for (images,) in generate(restorer, sampler, Latents(starts[:n], starts[:n]), seed, block=4)]
        assert [len(block) for block in blocks] == [4] * (n // 4) + [n % 4] * (n % 4 > 0)
        return np.concatenate(blocks)

    every = images(9)
    for n in (1, 3, 4, 6, 8):
        np.testing.assert_array_equal(images(n), every[:n])
    assert not np.array_equal(every[0], every[4])
    assert not np.array_equal(images(1, seed=1), every[:1])


def test_states_are_kept_from_a_later_time_on():
    restorer, sampler = restorer_of(wavering, degradation_of("morph")), Sampler(function="naive", steps=5)
    starts = np.random.default_rng(0).normal(size=(6, 4, 4)).astype(np.float32)
    told = {"block": 4, "first": 20}
    every = list(generate(restorer, sampler, Latents(starts, starts), 0, kept=slice(None), **told))
    assert [states.shape for states in every] == [(3, 4, 4, 4), (3, 2, 4, 4)]
    np.testing.assert_array_equal(np.concatenate(every, axis=1)[0], starts)
    for states, (last,) in zip(every, generate(restorer, sampler, Latents(starts, starts), 0, **told), strict=True):
        np.testing.assert_array_equal(states[-1], last)
