"""Blur, holes, pixels and fading, against closed forms and other libraries, in float64."""

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter
from scipy.stats import kstest
from torchvision.transforms.v2.functional import gaussian_blur

from hotcold.config.fit import time_grid
from hotcold.data.pixels import to_model
from hotcold.diffusion.samplers import cold, direct, naive
from tests.diffusion.oracle import T, degradation_of, last, noise_of, restorer_of, sampled

NAMES = ["blur", "mask", "pixelate", "fade"]
OPTIONS = [("blur", {}), ("mask", {}), ("mask", {"place": "centre"}), ("pixelate", {}), ("fade", {}),
           ("fade", {"towards": "mean_digit", "left": 0.2})]  # fmt: skip
EXACT = {"rtol": 1e-9, "atol": 1e-12}


@pytest.fixture(scope="module")
def x(digits):
    return torch.from_numpy(to_model(digits.test_images[: T + 1], 0.5))[:, None].double()


@pytest.fixture(scope="module")
def z(x):
    return noise_of(1)(x)


@pytest.mark.parametrize("clock", ["time", "alpha_bar"])
@pytest.mark.parametrize(("name", "options"), OPTIONS)
def test_what_all_of_them_keep(x, z, name, options, clock):
    """The clean image at t = 0, images one by one as in a batch, float32, the same again, and a z of T alone."""
    degradation = degradation_of(name, "cosine", clock=clock, **options)
    assert (degradation.end, degradation.predicts, degradation.inverse) == ("itself", "x", None)
    z_t = degradation.degrade(x, torch.arange(T + 1), z)
    torch.testing.assert_close(z_t[0], x[0], **EXACT)
    for t in (1, 20, T):
        torch.testing.assert_close(degradation.degrade(x[t : t + 1], t, z[t : t + 1])[0], z_t[t], **EXACT)
    low = degradation.degrade(x.float(), torch.arange(T + 1), z.float())
    assert low.dtype == torch.float32
    torch.testing.assert_close(low.double(), z_t, rtol=0, atol=1e-5)
    assert torch.equal(low, degradation.degrade(x.float(), torch.arange(T + 1), z.float()))
    if name != "mask" or options:
        torch.testing.assert_close(degradation.degrade(x, T, -z), degradation.degrade(x, T, z))
    # By alpha_bar it is at t where it is by t/T at 1 − √alpha_bar.
    share = 1 - np.sqrt(degradation.alpha_bar)
    by_time = degradation_of(name, "cosine", 100_000, **options)
    if clock == "alpha_bar" and name != "pixelate":
        there = by_time.degrade(x[:3], round(100_000 * share[30]), z[:3])
        torch.testing.assert_close(degradation.degrade(x[:3], 30, z[:3]), there, rtol=0, atol=1e-4)


@pytest.mark.parametrize(("t", "sigma"), [(1, 11.9), (10, 3.0), (T, 3.0), (T, 11.9)])
def test_blur_is_scipys_and_torchvisions(x, z, t, sigma):
    width = sigma * np.sqrt(t / T)
    blurred = degradation_of("blur", sigma=sigma).degrade(x[:5], t, z[:5])
    joined = gaussian_filter(x[:5].numpy(), (0, 0, width, width), mode="wrap", truncate=8)
    np.testing.assert_allclose(blurred, joined, rtol=0, atol=1e-5)  # theirs is cut off, and sampled
    if width < 5:
        tiled = x[:5].tile(1, 1, 3, 3)
        taps = 2 * int(6 * width) + 1
        middle = gaussian_blur(tiled, [taps, taps], [width, width])[..., 28:56, 28:56]
        torch.testing.assert_close(blurred, middle, rtol=0, atol=1e-5)


def test_one_blur_after_another_is_one_that_adds_their_steps(x, z):
    blur = degradation_of("blur")
    for s, t in ((1, 2), (10, 25), (20, 30)):
        torch.testing.assert_close(blur.degrade(blur.degrade(x, s, z), t, z), blur.degrade(x, s + t, z), **EXACT)
    torch.testing.assert_close(blur.degrade(x, T, z).mean(dim=(2, 3)), x.mean(dim=(2, 3)), **EXACT)


@pytest.mark.parametrize(("options", "t"), [({}, 1), ({}, 13), ({}, T), ({"width": 3.0, "holes": 7}, T)])
def test_the_hole_is_a_product_of_gaussians_around_its_place(x, z, options, t):
    """Of ones a hole shows itself; its place is where nothing is left."""
    shown = degradation_of("mask", **options).degrade(torch.ones_like(x), t, z)[:, 0].numpy()
    width, holes = options.get("width", 5.0), options.get("holes", 50)
    rows, columns = np.indices((28, 28))
    for hole in shown[:10]:
        (down, across), *others = np.argwhere(hole == 0)
        assert not others
        expected, squares = 1.0, (rows - down) ** 2 + (columns - across) ** 2
        for i in range(1, round(t / T * holes) + 1):
            expected = expected * (1 - np.exp(-squares / (2 * (i / holes * width) ** 2)))
        np.testing.assert_allclose(hole, expected, rtol=1e-7, atol=1e-12)


def test_a_hole_grows_from_one_place_and_places_are_even(x, z):
    mask = degradation_of("mask")
    ones, many = torch.ones_like(x), torch.randn(4000, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    holes = torch.stack([mask.degrade(ones, t, z) for t in range(T + 1)])
    assert (holes.diff(dim=0) <= 0).all()
    assert holes.min() >= 0
    assert torch.equal(holes[1] == 0, holes[T] == 0)
    at = (mask.degrade(torch.ones(1, 1, 28, 28).expand(4000, -1, -1, -1), 1, many) == 0).flatten(1).int().argmax(dim=1)
    jitter = np.random.default_rng(0).uniform(size=(2, 4000))
    for place, within in zip((at // 28, at % 28), jitter, strict=True):
        assert kstest((place.numpy() + within) / 28, "uniform").pvalue > 1e-3
    fixed = degradation_of("mask", place="centre").degrade(ones, T, z)
    assert torch.equal(fixed, fixed[:1].expand_as(fixed))
    assert int(fixed[0].argmin()) == 14 * 28 + 14


def test_pixels_are_means_of_blocks_by_steps(x, z):
    pixelate = degradation_of("pixelate", timesteps=30)
    for t, size in ((1, 2), (10, 2), (11, 4), (20, 4), (21, 7), (30, 7)):
        blocks = x.numpy().reshape(-1, 28 // size, size, 28 // size, size).mean(axis=(2, 4))
        z_t = pixelate.degrade(x, t, z)
        np.testing.assert_allclose(z_t[:, 0], blocks.repeat(size, axis=1).repeat(size, axis=2), atol=1e-12)
        torch.testing.assert_close(pixelate.degrade(z_t, t, z), z_t, **EXACT)
    one = degradation_of("pixelate", steps=5).degrade(x, T, z)
    torch.testing.assert_close(one, x.mean(dim=(2, 3), keepdim=True).expand_as(x), **EXACT)


@pytest.mark.parametrize(("left", "limit"), [(0.0, 0.5), (0.3, 1.0)])
def test_contrast_fades_evenly_towards_one_picture(x, z, digits, left, limit):
    mean = torch.from_numpy(to_model(digits.train_images, limit).astype(np.float64).mean(axis=0))
    for towards, c in (("grey", 0 * mean), ("mean_digit", mean)):
        fade = degradation_of("fade", towards=towards, left=left, limit=limit)
        for t in (10, T):
            share = 1 - (1 - left) * t / T
            torch.testing.assert_close(fade.degrade(x, t, z), share * x + (1 - share) * c, rtol=0, atol=1e-7)
    # By alpha_bar a digit fades to grey as it does in a mixture.
    faded = degradation_of("fade", "cosine", clock="alpha_bar").degrade(x, 20, z)
    torch.testing.assert_close(faded, degradation_of("gaussian", "cosine").degrade(x, 20, 0 * z), **EXACT)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sampler", [cold, direct, naive])
def test_samplers_end_at_what_an_oracle_restores_on_the_way_that_degraded(x, z, name, sampler):
    degradation = degradation_of(name)
    restorer = restorer_of(lambda *_: x, degradation)
    states = sampled(sampler, restorer, degradation.degrade(x, T, z), z, time_grid(T, 10))
    for t, z_t in states:
        torch.testing.assert_close(z_t, degradation.degrade(x, t, z), rtol=0, atol=1e-9)
    torch.testing.assert_close(last(states), x, rtol=0, atol=1e-9)
