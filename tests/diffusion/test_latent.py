"""Where sampling starts: every source, its pool, and what a degradation without an end makes of digits."""

import numpy as np
import pytest
import torch
from scipy.stats import kstest

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.data.pixels import to_model
from hotcold.data.splits import split as three_splits
from hotcold.diffusion.latent import Pools, draw_latents, read_pools, source_of
from hotcold.diffusion.models import TrainedModel
from hotcold.diffusion.restorer import Restorer
from hotcold.errors import InputError
from hotcold.storage.arrays import write_arrays
from tests.diffusion.oracle import MODEL, degradation_of
from tests.shipped import LATENTS


@pytest.fixture(scope="module")
def pool(garments):
    return to_model(garments.train_images[:400], 0.5)


def draw(source, pool, n=50, seed=0, **options):
    return plugins.entry("latents", source)(pool, n, np.random.default_rng(seed), **options)


def as_bytes(images):
    return [image.tobytes() for image in images]


@pytest.mark.parametrize("source", LATENTS)
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
        ("digits", "validation", "digits", "validation_images"),
        ("digits", "test", "digits", "test_images"),
        ("fitted", "test", "digits", "train_images"),
    ],
)
def test_each_source_has_its_pool(tmp_path, digits, garments, source, split, name, key):
    data = {}
    for each, images in {"digits": digits, "garments": garments}.items():
        seen, test = three_splits(images, each, train=9, validation=7, test=5)
        write_arrays(tmp_path / f"{each}.npz", each, seen)
        write_arrays(tmp_path / f"{each}-test.npz", f"{each}-test", test)
        data[each] = {**seen, **test}
    files = ("digits", "digits-test", "garments", "garments-test")
    pools = read_pools(*(tmp_path / f"{file}.npz" for file in files))
    for limit in (0.5, 1.0):
        np.testing.assert_array_equal(pools.of(source, split, limit), to_model(data[name][key], limit))


@pytest.fixture(scope="module")
def drawn(digits, garments):
    pools = Pools(*({"train": one.train_images[:500], "test": one.test_images} for one in (digits, garments)))

    def drawn(operator, source=None, seed=0, **options):
        model = TrainedModel(MODEL, 1, Restorer(torch.mul, operator, MODEL.pixel_limit), None)
        given = source_of(operator, source and Choice(function=source, options=options))
        return draw_latents(model, pools, "test", 30, np.random.default_rng(seed), given)

    return drawn


@pytest.mark.parametrize("name", ["blur", "fade", "mask", "pixelate"])
def test_what_ends_in_itself_is_restored_from_degraded_test_digits(drawn, name, digits, garments):
    operator = degradation_of(name)
    latents, test = drawn(operator), to_model(digits.test_images, 0.5)
    assert kstest(latents.z.ravel(), "norm").pvalue > 1e-3
    picked = draw("digits", test, 30).z_T
    x, z = (torch.from_numpy(images)[:, None] for images in (picked, latents.z))
    np.testing.assert_array_equal(latents.z_T, operator.degrade(x, operator.timesteps, z)[:, 0])
    garment = drawn(degradation_of("morph"))
    for z in (garment.z_T, garment.z):
        np.testing.assert_array_equal(z, draw("garments", to_model(garments.test_images, 0.5), 30).z_T)


def test_what_is_fitted_has_one_place_for_the_hole(drawn):
    """Its pool and its draws are degraded by one z: where the hole is deepest all is grey."""
    latents = drawn(degradation_of("mask"), "fitted")
    np.testing.assert_array_equal(latents.z, latents.z[:1].repeat(30, axis=0))
    assert (np.abs(latents.z_T).max(axis=0) < 1e-6).any()


def test_a_source_is_for_what_ends_as_it_does(drawn):
    for source, degradation, reason in (
        ("fitted", "morph", "fitted are degraded digits, and morph ends in something else; try garments or noise"),
        ("mixture", "blur", "mixture is nothing that blur ends in, .*; try digits or fitted"),
    ):
        with pytest.raises(InputError, match=f"^{reason}$"):
            drawn(degradation_of(degradation), source)


@pytest.mark.parametrize("components", [1, 3])
def test_the_fit_has_the_moments_of_its_pool(rng, components):
    """Images of three numbers; what does not vary stays as it is, and nothing is clipped within the pool's range."""
    directions, scales = rng.normal(size=(3, 28, 28)), np.array([1, 0.1, 0.01])
    directions[:, 0, :2] = 0
    pool = (0.2 + np.einsum("nk,k,khw->nhw", rng.uniform(-1, 1, (3000, 3)), scales, directions)).astype(np.float32)
    pool[:, 0, :2] = (-99, 99)
    z = draw("fitted", pool, 20_000, components=components).z_T
    np.testing.assert_allclose(z[:, 0, :2], pool[:1, 0, :2].repeat(len(z), axis=0), rtol=1e-6)
    z[:, 0, :2] = pool[:, 0, :2] = 0.2
    coordinates = [
        np.linalg.lstsq(directions.reshape(3, -1).T, (one - 0.2).reshape(len(one), -1).T)[0] for one in (pool, z)
    ]
    for one, other in zip(*coordinates, strict=True):
        assert other.mean() == pytest.approx(one.mean(), abs=0.05 * one.std())
        assert other.std() == pytest.approx(one.std(), rel=0.05)
    outside = (z - 0.2).reshape(len(z), -1) - coordinates[1].T @ directions.reshape(3, -1)
    assert np.abs(outside).max() < 1e-3
    grey = np.full((9, 4, 4), -0.37, np.float32)
    np.testing.assert_array_equal(draw("fitted", grey, 5, components=components).z_T, grey[:5])
    with pytest.raises(InputError, match=r"10 components; expected at most 9, the digits"):
        draw("fitted", grey, components=10)


def test_a_little_noise_breaks_the_symmetry_and_changes_nothing_else(pool):
    plain, small, large = (draw("fitted", pool, noise=noise).z_T for noise in (0.0, 0.01, 0.1))
    np.testing.assert_allclose((large - plain) / 10, small - plain, atol=1e-6)
    assert kstest((large - plain).ravel() / 0.1, "norm").pvalue > 1e-3


def test_rows_are_tensors_as_networks_take_them(pool):
    latents = draw("perturbed", pool)
    start = latents.start(slice(2, 5), torch.device("cpu"))
    for tensor, array in ((start.z_T, latents.z_T), (start.z, latents.z)):
        np.testing.assert_array_equal(tensor[:, 0], array[2:5])
        assert tensor.is_contiguous(memory_format=torch.channels_last)
