import numpy as np
import pytest

from hotcold.figures.parts.grids import first_seeds, mosaic, strip
from hotcold.figures.parts.samples_by_epoch import samples_by_epoch
from hotcold.storage.arrays import Arrays
from tests.figures.study import model
from tests.figures.tables import scores_table, settings_table


def test_mosaic_and_strip_keep_every_pixel(rng):
    images = rng.normal(size=(7, 4, 3))
    picture, row = mosaic(images, 3), strip(images)
    assert (picture.shape, row.shape) == ((3 * 5 - 1, 3 * 4 - 1), (4, 7 * 4 - 1))
    np.testing.assert_array_equal(picture[5:9, 4:7], images[4])
    np.testing.assert_array_equal(row[:, 4:7], images[1])
    assert np.isnan(picture[4]).all()
    assert np.isnan(row[:, [3, 7]]).all()


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


@pytest.mark.parametrize("ink", [True, False])
def test_runs_that_keep_other_epochs_leave_places_empty(ink):
    """The title has the ink of the table of scores: of the last epoch, and only where it is measured."""
    models = [model(run, "morph", "linear", "unet") for run in ("a", "b")]
    scores, settings = scores_table(models, values={"a": 30.0, "b": 60.0}), settings_table(models)
    scores["metric"] = scores["metric"].replace("fid", "margin_ink" if ink else "kid")
    shown = files(("a", 0, 1), ("a", 0, 2), ("a", 0, 5), ("b", 0, 2))
    figure = samples_by_epoch(shown, scores, settings, 2, 6.0)
    assert [axes.get_title() for axes in figure.axes if axes.get_visible()] == [f"epoch {k}" for k in (1, 2, 5, 2)]
    said = ["grey in the margin at the end (of 255): a 40 [36, 44], b 70 [63, 77]"] if ink else []
    assert figure.get_suptitle().split("\n") == ["morph, unet: samples by epoch, in 50 steps", *said]
