"""Where sampling starts: every source, its pool, and what a degradation without an end makes of digits."""

import numpy as np
import pytest
import torch
from scipy.stats import kstest

from hotcold import plugins
from hotcold.data.pixels import to_model
from hotcold.data.splits import split as three_splits
from hotcold.diffusion.latent import Pools, draw_latents, read_pools
from hotcold.diffusion.models import TrainedModel
from hotcold.diffusion.restorer import Restorer
from hotcold.errors import InputError
from hotcold.storage.arrays import write_arrays
from tests.diffusion.oracle import MODEL, SCHEDULES, degradation_of


@pytest.fixture(scope="module")
def pool(garments):
    return to_model(garments.train_images[:400], 0.5)


def draw(source, pool, n=50, seed=0, **options):
    return plugins.entry("latents", source)(pool, n, np.random.default_rng(seed), **options)


def as_bytes(images):
    return [image.tobytes() for image in images]


@pytest.mark.parametrize("source", plugins.names("latents"))
def test_every_source_repeats_and_varies(source, pool):
    options = {"components": 3, "principal_components": 10} if source == "mixture" else {}
    one, same, other = (draw(source, pool, seed=seed, **options) for seed in (0, 0, 1))
    for latents in (one, same, other):
        assert latents.z_T.shape == latents.z.shape == (50, 28, 28)
        assert latents.z_T.dtype == latents.z.dtype == np.float32
    np.testing.assert_array_equal(one.z_T, same.z_T)
    assert not np.array_equal(one.z_T, other.z_T)


@pytest.mark.parametrize("source", ["garments", "digits"])
def test_images_come_once_before_any_comes_twice(source, pool):
    all_once, twice = (draw(source, pool, n=times * len(pool)).z for times in (1, 2))
    assert len(set(as_bytes(all_once))) == len(set(as_bytes(pool)))
    np.testing.assert_array_equal(draw(source, pool, n=7).z, all_once[:7])
    assert sorted(as_bytes(twice)) == sorted(2 * as_bytes(pool))


def test_noise_is_gaussian(pool):
    assert kstest(draw("noise", pool).z.ravel(), "norm").pvalue > 1e-3
    np.testing.assert_array_equal(draw("noise", pool, n=7).z, draw("noise", pool).z[:7])


def test_perturbations_are_paired_and_reach_as_told(pool):
    plain, small, large = (draw("perturbed", pool, lam=lam) for lam in (0.0, 0.1, 0.5))
    for z in (plain.z_T, small.z):
        np.testing.assert_array_equal(z, plain.z)
    np.testing.assert_allclose((large.z_T - plain.z) / 5, small.z_T - plain.z, atol=1e-6)
    assert (large.z_T - plain.z).std() == pytest.approx(0.5, rel=0.02)
    throughout = draw("perturbed", pool, lam=0.5, reach="throughout")
    for z in (throughout.z, throughout.z_T):
        np.testing.assert_array_equal(z, large.z_T)


def test_means_and_the_mixtures_moments(pool):
    assert set(as_bytes(draw("mean", pool, images=1).z)) <= set(as_bytes(pool))
    np.testing.assert_allclose(draw("mean", pool, n=2, images=len(pool)).z[1], pool.mean(axis=0), atol=1e-5)
    z = draw("mixture", pool, n=2000, components=5, principal_components=20).z
    assert pool.min() <= z.min() <= z.max() <= pool.max()
    assert np.abs(z.mean(axis=0) - pool.mean(axis=0)).mean() < 0.03
    with pytest.raises(InputError, match=f"900 components.*at most {len(pool)}"):
        draw("mixture", pool, components=900)


@pytest.mark.parametrize(
    ("source", "split", "name", "key"),
    [
        ("garments", "test", "garments", "test_images"),
        ("mean", "validation", "garments", "validation_images"),
        ("mixture", "test", "garments", "train_images"),
        ("digits", "validation", "digits", "train_images"),
    ],
)
def test_each_source_has_its_pool(tmp_path, digits, garments, source, split, name, key):
    data = {}
    for each, images in {"digits": digits, "garments": garments}.items():
        seen, test = three_splits(images, each, train=9, validation=7, test=5)
        write_arrays(tmp_path / f"{each}.npz", each, seen)
        write_arrays(tmp_path / f"{each}-test.npz", f"{each}-test", test)
        data[each] = {**seen, **test}
    pools = read_pools(*(tmp_path / f"{file}.npz" for file in ("digits", "garments", "garments-test")))
    for limit in (0.5, 1.0):
        np.testing.assert_array_equal(pools.of(source, split, limit), to_model(data[name][key], limit))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_what_ends_in_itself_starts_from_degraded_digits(fading, digits, garments, schedule):
    pools = Pools(digits.train_images, {"test": garments.test_images})

    def drawn(operator):
        model = TrainedModel(MODEL, 1, Restorer(torch.mul, operator, MODEL.pixel_limit), None)
        return draw_latents(model, pools, "test", 30, np.random.default_rng(0), plugins.SOURCES[operator.end])

    faded = drawn(degradation_of("fade", schedule, strength=0.8))
    assert not faded.z.any()
    assert faded.z.shape == faded.z_T.shape == (30, 28, 28)
    assert faded.z_T.dtype == np.float32
    trained_on = {np.rint((image / 255 - 0.5) * 100).tobytes() for image in digits.train_images}
    assert all(np.rint(image / 0.2 * 100).tobytes() in trained_on for image in faded.z_T.astype(np.float64))
    garment = drawn(degradation_of("morph", schedule))
    for z in (garment.z_T, garment.z):
        np.testing.assert_array_equal(z, draw("garments", to_model(garments.test_images, 0.5), 30).z_T)


def test_rows_are_tensors_as_networks_take_them(pool):
    latents = draw("perturbed", pool)
    start = latents.start(slice(2, 5), torch.device("cpu"))
    for tensor, array in ((start.z_T, latents.z_T), (start.z, latents.z)):
        np.testing.assert_array_equal(tensor[:, 0], array[2:5])
        assert tensor.is_contiguous(memory_format=torch.channels_last)
