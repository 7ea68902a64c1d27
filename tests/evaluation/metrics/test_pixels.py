"""Measures of images alone, of images whose values are known."""

import numpy as np
import pytest

from hotcold.evaluation.measure import Measured, Scored
from hotcold.evaluation.metrics import fid, margin_ink, pixel_distance, sharpness, start_remnant
from hotcold.evaluation.metrics.fid import fit


def of(images, starts=None):
    return Scored(np.zeros((len(images), 1), np.float32), images, starts=starts)


def blob(sigma, peak=255):
    x = np.arange(28) - 13.5
    return np.round(peak * np.exp(-(x[:, None] ** 2 + x**2) / (2 * sigma**2))).astype(np.uint8)


@pytest.mark.parametrize("sigma", [2.0, 3.0, 4.0])
def test_a_blob_is_as_sharp_as_it_is_narrow(sigma):
    assert sharpness.by_image(blob(sigma)[None]) == pytest.approx([1 / sigma], rel=0.02)
    assert sharpness.by_image(blob(sigma, 90)[None]) == pytest.approx([1 / sigma], rel=0.03)  # whatever the contrast


def test_sharpness_has_known_ends(rng):
    stripes = np.zeros((1, 28, 28), np.uint8)
    stripes[:, :, ::2] = 200
    assert sharpness.by_image(stripes) ** 2 == pytest.approx(2 + 2 / 28)  # both steps of a line, and its two ends
    assert sharpness.by_image(np.zeros((3, 28, 28), np.uint8)).tolist() == [0, 0, 0]


def test_only_ink_in_the_margin_counts():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 3:-3, 3:-3] = 255
    images[2, :, 2] = 100
    images[3, -1] = 28
    expected = [0, 0, 100 * 28 / (28**2 - 22**2), 28 * 28 / (28**2 - 22**2)]
    assert margin_ink.by_image(images) == pytest.approx(expected)
    assert margin_ink.measure(of(images), of(images)).value == pytest.approx(np.mean(expected))


def test_the_distance_of_pixels_has_a_closed_form_for_images_half_as_bright(digits):
    images = digits.test_images[:900] & 254
    pixels = images.reshape(900, -1) / 255
    expected = ((pixels.mean(axis=0) / 2) ** 2).sum() + (pixels.var(axis=0, ddof=1) / 4).sum()
    found = pixel_distance.measure(of(images), of(images // 2))["pixel_distance"]
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high
    nothing = pytest.approx(0, abs=1e-6)
    same = {"pixel_distance": Measured(nothing, nothing, nothing)}
    assert pixel_distance.measure(of(images), of(images)) == same
    assert pixel_distance.measure(of(images), of(images[:1])) == {}


@pytest.mark.parametrize("n", [15, 300])  # fewer images than pixels, and more
def test_an_images_influence_is_what_the_distance_grows_by_with_its_weight(rng, n):
    """An image that is there once more counts twice; the distance does not depend on how many there are in all."""
    real, pixels = (rng.gamma(2, 0.1, size=(m, 20)) @ rng.normal(size=(20, 20)) for m in (500, n))
    fitted, again = fit(real), np.repeat(pixels, 50, axis=0)  # so that n − 1 is nearly n
    _, influence = pixel_distance.with_influence(fitted, pixels)
    base, _ = pixel_distance.with_influence(fitted, again)
    grown = [pixel_distance.with_influence(fitted, np.vstack([again, one]))[0] - base for one in pixels[:15]]
    expected = (influence - influence.mean())[:15] / len(again)
    assert np.corrcoef(grown, expected)[0, 1] > 0.999
    assert np.polyfit(expected, grown, 1)[0] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("n", [100, 400])  # fewer images than pixels, and more
def test_the_interval_of_the_distance_of_pixels_is_the_jackknifes(digits, n):
    """That of FID leaves out groups of images and takes the distance anew."""
    some = digits.train_images[:1000, ::2, ::2]
    sides = some[400:], (np.sqrt(some[:n] / 255.0) * 255).astype(np.uint8)
    found = pixel_distance.measure(*map(of, sides))["pixel_distance"]
    expected = fid.measure(*(Scored(side.reshape(len(side), -1) / 255, side) for side in sides))
    assert found.value == pytest.approx(expected.value)
    assert found.high - found.low == pytest.approx(expected.high - expected.low, rel=0.3)


def by_corrcoef(images, starts):
    n = len(images)
    found = np.corrcoef(images.reshape(n, -1), starts.reshape(n, -1))[:n, n:]
    return found.trace() / n - found[~np.eye(n, dtype=bool)].mean()


def test_a_remnant_is_what_correlates_beyond_chance(digits, garments, rng):
    images, starts = digits.test_images[:300], garments.test_images[:300]
    for weight in (0, 0.1, 0.3, 1):
        mixed = (images * (1 - weight) + starts * weight).astype(np.uint8)
        found = start_remnant.measure(of(images), of(mixed, starts))["start_remnant"]
        assert found.value == pytest.approx(by_corrcoef(mixed, starts))
        assert (found.low <= 0 <= found.high) == (weight == 0)
        without = [by_corrcoef(mixed[k], starts[k]) for k in (np.arange(300) % 20 != g for g in range(20))]
        assert found.high - found.value == pytest.approx(2.093024 * (19 * np.var(without)) ** 0.5, rel=1e-5)
    assert start_remnant.measure(of(images), of(images)) == {}
