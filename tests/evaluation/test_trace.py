"""What is seen of an oracle, which knows the digits, and of a restorer that knows nothing."""

import numpy as np
import pytest
import torch

from hotcold.config.sampling import RunSampler, TraceSettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.restorer import Restorer
from hotcold.diffusion.sampling import Start
from hotcold.evaluation.ranges import RANGES, ranges
from hotcold.evaluation.trace import follow, own_part, restore
from tests.diffusion.oracle import degradation_of

TIMES = 40
LADDER = [10, 25, 40]
DEGRADATION = degradation_of("morph", "linear", TIMES)
NAIVE = RunSampler(function="naive", steps=20)


@pytest.fixture(scope="module")
def pairs(digits, garments):
    return [to_model(data.test_images[:3], 0.5) for data in (digits, garments)]


def tensor(images):
    return torch.tensor(images)[:, None]


def mixed(x, z, t):
    alpha_bar = DEGRADATION.alpha_bar[t]
    return np.sqrt(alpha_bar) * x + np.sqrt(1 - alpha_bar) * z


def test_digits_and_images_on_their_way(pairs):
    x, z = pairs
    oracle = Restorer(lambda z_t, _: tensor(x), DEGRADATION, 0.5)
    latents = z[::-1].copy()  # images are generated from other garments than those the digits morph into
    seen = follow((oracle, NAIVE), tensor(x), tensor(z), Start(tensor(latents), tensor(latents)), every=15, seed=0)
    assert seen["t"].tolist() == [0, 15, 30, 40]
    np.testing.assert_allclose(seen["digits"], x)
    np.testing.assert_allclose(seen["forward"], [mixed(x, z, t) for t in seen["t"]], atol=1e-6)
    np.testing.assert_array_equal(seen["backward"][-1], latents)
    # The naive sampler's states are those of the digits, at the even times it takes: 15 is nearest to 16 or 14.
    np.testing.assert_allclose(seen["backward"][[0, 2]], [mixed(x, latents, t) for t in (0, 30)], atol=1e-6)
    assert min(np.abs(seen["backward"][1] - mixed(x, latents, t)).max() for t in (14, 16)) < 1e-6
    table = ranges(seen)
    assert {*table} | {"run", "seed", "degradation", "schedule", "network", "split", "weights", "clipped"} == {*RANGES}
    assert table["t"].tolist() == list(range(40, -1, -2))
    assert (table["n"] == 3).all()
    states = [latents, *(mixed(x, latents, t) for t in table["t"][1:])]
    np.testing.assert_allclose(table["low"], [state.min() for state in states], atol=1e-6)
    np.testing.assert_allclose(table["high"], [state.max() for state in states], atol=1e-6)


@pytest.mark.parametrize(("limit", "reach"), [(0.5, 0.5), (float("inf"), 7.0)])
def test_what_is_not_clipped_shows_in_the_range(pairs, limit, reach):
    x, z = map(tensor, pairs)
    wild = Restorer(lambda z_t, _: torch.full_like(z_t, 7.0), DEGRADATION, limit)
    table = ranges(follow((wild, NAIVE), x, z, Start(z, z), every=40, seed=0))
    assert table["high"].iloc[-1] == pytest.approx(reach)


def test_restorations_from_a_ladder(pairs):
    x, z = pairs
    oracle = Restorer(lambda z_t, _: tensor(x)[: len(z_t)], DEGRADATION, 0.5)
    grey = Restorer(lambda z_t, _: torch.zeros_like(z_t), DEGRADATION, 0.5)
    cold = RunSampler(function="cold", steps=40)
    samplers = [(oracle, NAIVE), (grey, RunSampler(function="direct")), (oracle, cold)]
    found = restore(oracle, samplers, tensor(x), tensor(z), LADDER, seed=0)
    np.testing.assert_allclose(found.degraded, [mixed(x, z, t) for t in LADDER], atol=1e-6)
    for images in (found.direct, found.stepwise[0], found.stepwise[2]):
        np.testing.assert_allclose(images, np.broadcast_to(x, (3, *x.shape)), atol=2e-6)
    assert found.stepwise[1].shape == found.degraded.shape
    assert not found.stepwise[1].any()
    kept = found.arrays(2)
    assert {name: array.shape[:-2] for name, array in kept.items()} == {
        **dict.fromkeys(("degraded", "direct", "restored"), (3, 2)),
        "beside": (2, 3, 2),
    }
    np.testing.assert_array_equal(kept["beside"][1], found.stepwise[2][:, :2])
    assert found.by_method(["a", "b", "c"])["c"] is found.stepwise[2]


def test_blocks_change_nothing_for_the_first_digits(digits, garments):
    """130 digits are restored in two blocks; noise does not depend on how many there are."""
    x, z = (tensor(to_model(data.test_images[:130], 0.5)) for data in (digits, garments))
    gaussian = degradation_of("gaussian", "linear", TIMES)
    restorer = Restorer(lambda z_t, _: z_t.sin(), gaussian, 0.5)
    ancestral = [(restorer, RunSampler(function="ancestral", steps=5))]
    many = restore(restorer, ancestral, x, z, LADDER, seed=1)
    few = restore(restorer, ancestral, x[:7], z[:7], LADDER, seed=1)
    assert many.direct.shape == (3, 130, 28, 28)
    np.testing.assert_array_equal(many.stepwise[0][:, :7], few.stepwise[0])
    np.testing.assert_allclose(many.direct[1], restorer(gaussian.degrade(x, 25, z), 25)[:, 0], atol=1e-6)
    last = many.stepwise[0][:, 100:107]  # of the second block, by noise of its own
    assert np.abs(last - restore(restorer, ancestral, x[100:107], z[100:107], LADDER, seed=1).stepwise[0]).max() > 0.01


def test_no_fewer_digits_are_restored_than_shown():
    with pytest.raises(ValueError, match="restored: expected at least images, 8, not 7"):
        TraceSettings(images=8, restored=7)


@pytest.mark.parametrize(("n", "size"), [(2000, 60), (100, 30), (7, 9)])
def test_each_seed_has_other_digits_as_long_as_there_are_any(n, size):
    parts = [own_part(n, size, seed) for seed in range(n // size or 1)]
    assert own_part(n, size, 0).tolist() == list(range(min(size, n)))
    assert len(np.unique(np.concatenate(parts))) == sum(map(len, parts))
    assert sorted(own_part(n, size, 2**62)) == sorted(set(own_part(n, size, 2**62)))
    assert own_part(n, size, 2**62).max() < n
