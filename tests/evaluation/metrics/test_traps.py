"""What each measure must see, and must not, of real digits made worse; by the classifier that ships.

A measure sees what scores worse than further draws of real digits would, intervals and all.
"""

import numpy as np
import pandas as pd
import pytest
import torch

from hotcold import plugins
from hotcold.config.scores import METRICS, ScoreSettings
from hotcold.evaluation.corruptions import corrupted
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.features.ruler import shipped_classifier, shipped_reference
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.reference import Reference, pool, see_reference
from hotcold.evaluation.ruler_table import REAL, RULER, ruler_table, with_starts
from hotcold.evaluation.seen import Seen, open_eye
from hotcold.storage.arrays import Arrays
from tests.evaluation.conftest import some_of
from tests.shipped import SHIPPED

N = 1000
CPU = torch.device("cpu")
NOTHING: set[str] = set()
STRONG = {("blur", 2), ("blur", 3), ("noise", 60), ("noise", 120), ("garments", 1), "inverted", "uniform noise"}
MISSING = {("classes missing", 1), ("classes missing", 5)}
SMEARED = {("blur", 1), ("blur", 2), ("blur", 3), "mean"}
NOISY = {("noise", 20), ("noise", 60), ("noise", 120), "uniform noise"}

# By measure: what it must see, and what it must not.
MUST = {
    "fid": ({*STRONG, *SMEARED, *NOISY, *MISSING, ("blur", 0.5), ("garments", 0.5), "repeated", "thinned"}, {"copies"}),
    "kid": ({*STRONG, *SMEARED, *NOISY, *MISSING, ("blur", 0.5), ("garments", 0.5), "repeated", "thinned"}, {"copies"}),
    "precision": ({*STRONG, ("garments", 0.5)}, {"copies", "repeated", "mean", ("blur", 1), ("classes missing", 1)}),
    "density": ({*STRONG, ("garments", 0.5), ("noise", 20)}, {"copies", ("classes missing", 1)}),
    "recall": ({*STRONG, *SMEARED, *MISSING, ("blur", 0.5), "repeated"}, {"copies", ("garments", 0.5)}),
    "coverage": ({*STRONG, *SMEARED, *NOISY, *MISSING, "repeated"}, {"copies"}),
    "class_0": ({*MISSING, "mean", "uniform noise"}, {"copies"}),
    "class_chi2": ({*STRONG, *MISSING, "mean", "repeated"}, {"copies"}),
    "nearest_training": ({*STRONG, *SMEARED, "copies"}, {("classes missing", 5), "repeated"}),
    "copied_share": ({"copies"}, {*STRONG, *SMEARED, *NOISY}),
    "manifold_share": ({*STRONG, *SMEARED, ("garments", 0.5)}, {"copies", *MISSING}),
    "sharpness": ({*SMEARED, ("blur", 0.5), ("noise", 60), ("noise", 120), "thinned"}, {"copies"}),
    "pixel_distance": ({*STRONG, *SMEARED, ("noise", 60)}, {"copies", ("classes missing", 1)}),
    "start_remnant": ({("garments", 1), ("garments", 0.5)}, {"copies", *SMEARED, "inverted"}),
    "margin_ink": ({*NOISY, ("garments", 0.5), "inverted", ("blur", 2)}, {"copies", "mean", ("blur", 0.5)}),
}


@pytest.fixture(scope="module")
def table(digits, garments):
    known = some_of(digits, train=slice(0, 6000), validation=slice(6000, None))
    weights = shipped_classifier()
    with torch.inference_mode():
        features = shipped_reference()
        classes = load_classifier(weights, CPU).output(torch.from_numpy(features)).softmax(dim=1).numpy()
    eye = open_eye("digits", weights, CPU)
    test = Arrays({"test_images": digits.test_images})
    seen = see_reference(eye, "digits", known, test, Seen(features, classes), lambda _: None)
    images, labels = pool("digits", True, known)
    test = Scored(features, digits.test_images, classes, training=seen["train_features"])
    unseen = Scored(seen["unseen_features"], images, seen["unseen_probabilities"])
    reference = with_starts(Reference("digits", test, test, unseen), garments.test_images)
    rng = np.random.default_rng(0)
    worse = corrupted(images, labels, known["train_images"], garments.test_images, N, rng)
    options = {"sizes": [N], "protocols": ["sound"], "published_images": N, "on_images": lambda _: None}
    return ruler_table(reference, eye, METRICS, worse, **options)


@pytest.fixture(scope="module")
def seen(table):
    """Return for each way of being worse, with and without its degree, the measures that see it."""
    real = table[table["name"] == REAL].set_index("metric")
    seen = {}
    for (name, degree), rows in table[table["name"] != REAL].groupby(["name", "degree"], dropna=False):
        ends = rows.assign(low=rows["low"].fillna(rows["value"]), high=rows["high"].fillna(rows["value"]))
        measures = {row.metric for row in ends.itertuples() if worse(row, real.loc[row.metric])}
        seen[name if pd.isna(degree) or name in ("repeated", "thinned") else (name, degree)] = measures
    return seen


def worse(row, real):
    module = {"class_0": "class_balance", "copied_share": "nearest_training"}.get(row.metric, row.metric)
    way = "lower" if row.metric == "class_chi2" else ""
    way = way or ("real" if row.metric.startswith("class_") else plugins.constant("metrics", module, "DIRECTION"))
    return (way != "higher" and row.low > real["high"]) or (way != "lower" and row.high < real["low"])


@pytest.mark.parametrize("measure", MUST)
def test_a_measure_sees_what_it_must_and_nothing_that_it_must_not(seen, measure):
    found = {trap for trap, measures in seen.items() if measure in measures}
    must, must_not = MUST[measure]
    assert must | must_not <= set(seen)
    assert must - found == NOTHING
    assert must_not & found == NOTHING


def test_every_trap_lies_outside_of_real_digits_by_some_measure(seen):
    assert len(seen) == 17
    assert {trap for trap, measures in seen.items() if not measures} == NOTHING


def test_copies_are_seen_by_the_distance_to_training_alone(seen):
    assert seen["copies"] == {"nearest_training", "copied_share"}


def test_worse_is_worse_by_degrees(table):
    fid = table[table["metric"] == "fid"].set_index("name")["value"]
    for name in ("blur", "noise", "classes missing", "garments"):
        assert (np.diff(fid[name]) > 0).all()


def test_the_floor_is_of_real_digits_at_that_number(table):
    real = table[table["name"] == REAL].set_index("metric")
    assert list(table) == list(RULER)
    assert (real["n"] == N).all()
    of_images = real["features"] == "pixels"  # of digits that are not those of the test
    assert (real.loc[~of_images, "draws"] == 10).all()
    assert (real.loc[of_images, "draws"] == 8).all()
    assert 3 < real.loc["fid", "value"] < 6
    for measure, value in {"kid": 0, "class_chi2": 9, "density": 1, "nearest_training": 1, "start_remnant": 0}.items():
        assert real.loc[measure, "low"] < value < real.loc[measure, "high"]
    assert real.loc["copied_share", "low"] < 0.01 < real.loc["copied_share", "high"]
    of_pixels = table["metric"].isin(["sharpness", "margin_ink", "pixel_distance", "start_remnant"])
    assert (table["features"] == np.where(of_pixels, "pixels", "digits")).all()


def test_the_default_table_has_every_measure():
    assert sorted(ScoreSettings().metrics) == SHIPPED["metrics"]
