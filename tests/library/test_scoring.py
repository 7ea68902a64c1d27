"""Scores of anybody's images, against those that a study takes of the same, and against real digits."""

import numpy as np
import pytest

import hotcold
from hotcold.data.pixels import from_unit
from hotcold.evaluation.features.ruler import shipped_classifier
from hotcold.library import floor, scoring
from hotcold.storage.arrays import write_arrays
from hotcold.storage.tables import read_table
from tests.workflow.steps import step

ABOUT = {"run": "own", "seed": 0, "degradation": "gaussian", "schedule": "linear", "network": "cnn"}


@pytest.fixture(scope="module")
def images(digits):
    noise = np.random.default_rng(0).normal(0, 40, size=(60, 28, 28))
    return (digits.train_images[:60] + noise).clip(0, 255).astype(np.uint8)


def test_the_study_s_own_step_gives_the_same_scores(images, digits, tmp_path):
    test = {"test_images": digits.test_images, "test_labels": digits.test_labels}
    write_arrays(tmp_path / "digits-test.npz", "digits-test", test)
    some = {
        f"{split}_{what}": getattr(digits, f"train_{what}")[:50]
        for split in ("train", "validation")
        for what in ("images", "labels")
    }
    write_arrays(tmp_path / "digits.npz", "digits", some)
    samples = tmp_path / "samples.npz"
    about = {**ABOUT, "epoch": 1, "split": "test", "weights": "ema", "precision": "float32", "pixel_limit": 0.5}
    write_arrays(samples, "samples", {"images": from_unit(images.astype(np.float32) / 255, 0.5)}, **about)
    shared = {"digits": tmp_path / "digits.npz", "digits_test": tmp_path / "digits-test.npz"}
    shared |= {"weights": shipped_classifier(), "compute": {"device": "cpu"}}
    step("compute_reference", **shared, shipped=True, output=tmp_path / "reference.npz")
    metrics = [*scoring.METRICS, "pixel_distance"]
    given = {"samples": [samples], "reference": tmp_path / "reference.npz", "metrics": metrics, "protocols": ["sound"]}
    step("score_samples", **shared, **given, output=tmp_path / "scores.parquet")
    expected = read_table(tmp_path / "scores.parquet")
    np.testing.assert_array_equal((hotcold.read_images(samples) * 255).round(), images)
    found, numbers = hotcold.score(images, metrics=metrics), ["value", "low", "high", "n"]
    assert found["metric"].tolist() == expected["metric"].tolist()
    np.testing.assert_allclose(found[numbers], expected[numbers], rtol=1e-6)


def test_real_digits_score_about_the_floor_and_others_do_not(digits, images):
    n = len(images)
    for given, real in ((digits.train_images[2000 : 2000 + n], True), (images, False)):
        scores = hotcold.score(given).set_index("metric")
        fid = scores.loc["fid"]
        assert (fid["floor_low"] <= fid["value"] <= fid["floor_high"]) == real
        assert (fid["unit"], fid["direction"], fid["n"]) == ("feature unit²", "lower", n)
        assert scores["floor"].notna().all()
        assert list(scores.reset_index()) == list(scoring.COLUMNS)


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (lambda x: 255 - x, "most pixels are ink"),
        (lambda x: x // 20, "no pixel is above 0.047"),
        (lambda x: np.repeat(x[:1], len(x), axis=0), "all images are the same"),
        (lambda x: x, "60 images: few; most scores depend"),
    ],
)
def test_what_is_odd_is_scored_with_a_note(digits, given, note):
    with pytest.warns(UserWarning, match=note) as noted:
        hotcold.score(given(digits.train_images[:60]), metrics=["margin_ink"])
    assert len(noted) == (1 if "few" in note else 2)


def test_the_floor_that_ships_is_what_the_code_computes():
    """For every metric, at two sizes; in between it lies in between."""
    for row in floor.compute((20, 200), scoring.METRICS).to_dict("records"):
        found = floor.floor_of(row["module"], row["metric"], row["n"])
        assert list(found.values()) == pytest.approx([row["value"], row["low"], row["high"]], rel=1e-3, abs=1e-4)
    values = [floor.floor_of("fid", "fid", n)["floor"] for n in (1, 20, 1000, 1300, 2000, 10_000)]
    assert values == sorted(values, reverse=True)
    assert values[2] > values[3] > values[4]


def test_the_floor_of_a_metric_that_does_not_ship_is_measured(monkeypatch, images):
    usual = hotcold.score(images, metrics=["margin_ink", "fid"])
    monkeypatch.setattr(scoring, "METRICS", ())
    own = hotcold.score(images, metrics=["margin_ink", "fid"])
    columns = ["floor", "floor_low", "floor_high"]
    np.testing.assert_allclose(own[columns], usual[columns], rtol=0.1)


@pytest.mark.parametrize(
    ("images", "metrics", "message"),
    [
        (np.zeros((1, 28, 28)), ["fid"], "FID: 1 generated images; expected at least 2"),
        (np.zeros((3, 28, 28)), ["fidd"], "'fidd' is not one of the metrics: .*\\bclass_balance"),
        (np.zeros((3, 28, 28)), ["nearest_training"], "metrics: nearest_training; expected some that need images only"),
        (np.zeros((3, 28, 28)), [], "metrics: none; expected some"),
        (np.zeros((3, 28, 28)), "fid", "metrics: 'fid'; expected a list of names"),
        (np.zeros((3, 28, 28)) - 1, ["fid"], "images: floats from -1 to -1; expected 0 to 1"),
    ],
)
def test_a_mistake_is_one_line(images, metrics, message):
    with pytest.raises(hotcold.InputError, match=f"^{message}[^\n]*$"):
        hotcold.score(images, metrics=metrics)
