import numpy as np
import pytest

from hotcold.figures.parts.grids import first_seeds, margin_ink, mosaic, samples_by_epoch, strip
from hotcold.storage.arrays import Arrays


def test_mosaic_and_strip_keep_every_pixel(rng):
    images = rng.normal(size=(7, 4, 3))
    picture, row = mosaic(images, 3), strip(images)
    assert (picture.shape, row.shape) == ((3 * 5 - 1, 3 * 4 - 1), (4, 7 * 4 - 1))
    np.testing.assert_array_equal(picture[5:9, 4:7], images[4])
    np.testing.assert_array_equal(row[:, 4:7], images[1])
    assert np.isnan(picture[4]).all()
    assert np.isnan(row[:, [3, 7]]).all()


def test_margin_ink_is_that_of_the_frame():
    images = np.full((3, 28, 28), -0.5)
    images[:, 2:-2, 2:-2] = 0.5
    assert margin_ink(Arrays({"images": images}, {"pixel_limit": 0.5})) == 0
    images[:, 0, :] = 9.0  # clamped to full ink: 28 of the 208 pixels of the frame
    assert margin_ink(Arrays({"images": images}, {"pixel_limit": 0.5})) == pytest.approx(28 / 208)


def files(*runs):
    alike = {"degradation": "morph", "schedule": "linear", "network": "unet", "pixel_limit": 0.5}
    return [
        Arrays({"images": np.full((4, 28, 28), -0.5)}, {"run": run, "seed": seed, "epoch": epoch, **alike})
        for run, seed, epoch in runs
    ]


def test_the_first_seed_is_each_runs_own():
    found = first_seeds(files(("a", 3, 1), ("a", 3, 2), ("a", 0, 1), ("b", 0, 1), ("b", 1, 1)))
    said = [tuple(file.metadata[key] for key in ("run", "seed", "epoch")) for file in found]
    assert said == [("a", 3, 1), ("a", 3, 2), ("b", 0, 1)]


def test_runs_that_keep_other_epochs_leave_places_empty():
    figure = samples_by_epoch(files(("a", 0, 1), ("a", 0, 2), ("a", 0, 5), ("b", 0, 2)), 2, 6.0)
    shown = [axes.get_title() for axes in figure.axes if axes.get_visible()]
    assert shown == ["epoch 1", "epoch 2", "epoch 5", "epoch 2"]
    title = "morph, unet: samples by epoch\nink in the margin at the end: a 0.0%, b 0.0%"
    assert figure.get_suptitle() == title
