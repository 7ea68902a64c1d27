"""The floor: how many draws there are of how many real digits, and what their interval is."""

from dataclasses import replace

import numpy as np
import pytest

from hotcold.evaluation.corruptions import Corrupted, corrupted
from hotcold.evaluation.intervals import further_draw
from hotcold.evaluation.metrics import fid, nearest_training, recall, start_remnant
from hotcold.evaluation.ruler_table import MOST_DRAWS, REAL, RULER, floor, ruler_table, with_starts
from hotcold.evaluation.seen import look


def table_of(reference, eye, metrics, sizes, worse=(), protocols=("sound",)):
    settings = {"sizes": sizes, "protocols": protocols, "published_images": 50, "on_images": lambda _: None}
    return ruler_table(reference, eye, metrics, worse, **settings)


def test_draws_are_disjoint_and_as_many_as_there_are(reference, eye):
    """Of 200 unseen digits: five of 40, of which one more would lie between the ends, but one of 150 and of 1,000."""
    table = table_of(reference, eye, ["fid"], [1000, 40, 150]).set_index("n")
    assert table.index.tolist() == [40, 150, 200]  # never fewer than it says
    assert table["draws"].tolist() == [5, 1, 1]
    draws = np.array([fid.measure(reference.test, reference.unseen.part(slice(k, 200, 5))).value for k in range(5)])
    assert table.loc[40, "value"] == pytest.approx(draws.mean())
    assert tuple(table.loc[40, ["low", "high"]]) == pytest.approx(further_draw(draws)[1:3])
    for n in (150, 200):
        one = fid.measure(reference.test, reference.unseen.first(n))
        assert tuple(table.loc[n, ["value", "low", "high"]]) == pytest.approx(one[:3])
    assert table_of(reference, eye, ["fid"], [2])["draws"].tolist() == [MOST_DRAWS]
    assert floor("fid", reference, "test", 40)["value"] == pytest.approx(draws.mean())


def test_the_floor_beside_validation_is_of_other_digits(reference):
    """All unseen digits are those of validation, as with a classifier of the study's own: the test has others."""
    draws = [fid.measure(reference.validation, reference.test.part(slice(k, 600, 15))).value for k in range(15)]
    found = floor("fid", reference, "validation", 40)
    assert found["value"] == pytest.approx(np.mean(draws))
    assert tuple(found.values()) == pytest.approx(further_draw(np.array(draws))[:3])
    more = replace(reference, unseen=reference.test.first(80))
    assert floor("fid", more, "validation", 80)["value"] == fid.measure(more.validation, more.unseen).value


def test_where_a_further_share_would_lie_is_no_less_than_none_and_no_more_than_all(reference, eye):
    table = table_of(reference, eye, ["class_balance", "precision", "nearest_training"], [10]).set_index("metric")
    shares = table.drop(["class_chi2", "nearest_training"])
    assert len(shares) == 12
    assert (shares["draws"] > 1).all()
    assert (shares["low"] >= 0).all()
    assert (shares["high"] <= 1).all()
    assert (shares["low"] <= shares["value"]).all()
    assert (shares["value"] <= shares["high"]).all()


def test_distance_to_training_is_of_test_digits(reference, eye):
    table = table_of(reference, eye, ["nearest_training"], [200]).set_index("metric")
    draws = [nearest_training.measure(reference.test, reference.test.part(slice(k, 600, 3))) for k in range(3)]
    for name in ("nearest_training", "copied_share"):
        assert table.loc[name, "value"] == pytest.approx(np.mean([draw[name].value for draw in draws]))
        assert table.loc[name, "draws"] == 3


def test_real_digits_keep_nothing_of_garments_that_they_did_not_come_from(reference, eye, garments):
    given = with_starts(reference, garments.test_images[:150])
    np.testing.assert_array_equal(given.unseen.starts[150:], garments.test_images[:50])
    row = table_of(given, eye, ["start_remnant"], [200]).iloc[0]
    expected = start_remnant.measure(given.test, given.unseen)["start_remnant"]
    assert tuple(row[["value", "low", "high"]]) == pytest.approx(expected[:3])
    assert row["low"] < 0 < row["high"]


def test_what_is_worse_is_one_draw_of_its_own_number(reference, eye, digits):
    images = 255 - digits.test_images[:30]
    worse = [Corrupted("inverted", np.nan, "inverted digits", images)]
    table = table_of(reference, eye, ["fid", "recall", "sharpness"], [40], worse, ["sound", "published"])
    assert list(table) == list(RULER)
    real, others = table[table["name"] == REAL], table[table["name"] != REAL].set_index("metric")
    assert real[["metric", "protocol", "n"]].to_numpy().tolist() == [
        ["fid", "sound", 40],
        ["recall", "sound", 40],
        ["sharpness", "sound", 40],
        ["fid", "published", 40],
    ]
    by_hand = [fid.measure(reference.test.first(50), reference.unseen.part(slice(k, 200, 5))).value for k in range(5)]
    assert real["value"].iloc[-1] == pytest.approx(np.mean(by_hand))
    assert (others[["n", "draws", "protocol", "label"]] == [30, 1, "sound", "inverted digits"]).all(axis=None)
    for name, metric in (("fid", fid), ("recall", recall)):
        expected = metric.measure(reference.test, look(eye, images))
        assert tuple(others.loc[name, ["value", "low", "high"]]) == pytest.approx(expected[:3], rel=1e-3, abs=1e-6)


def test_digits_made_worse_are_what_they_say(digits, garments):
    images, labels = digits.test_images, digits.test_labels
    rng = np.random.default_rng(0)
    made = {
        (one.name, one.degree): one.images.astype(float)
        for one in corrupted(images, labels, digits.train_images, garments.test_images[:40], 100, rng)
    }
    first = images[:100].astype(float)
    assert all(one.shape == (100, 28, 28) for one in made.values())
    for (name, degree), one in made.items():
        if name == "noise":  # where nothing is clipped off
            grey = (first > 3 * degree) & (first < 255 - 3 * degree)
            assert not grey.any() or (one - first)[grey].std() == pytest.approx(degree, rel=0.1)
        if name == "blur":  # blur spreads ink, and keeps it
            assert one.sum() == pytest.approx(first.sum(), rel=0.01)
    assert np.all(np.diff([(made["blur", s] ** 2).sum() for s in (0.5, 1, 2, 3)]) < 0)
    assert (made["thinned", 1] <= first).all()
    assert (made["thinned", 1].sum() / first.sum()) < 0.8
    by_name = {name: one for (name, _), one in made.items()}
    np.testing.assert_array_equal(by_name["inverted"], 255 - first)
    np.testing.assert_array_equal(by_name["copies"], digits.train_images[:100])
    assert len(np.unique(by_name["mean"].reshape(100, -1), axis=0)) == 1
    np.testing.assert_allclose(by_name["mean"][0], images.mean(axis=0), atol=0.51)
    kinds, counts = np.unique(by_name["repeated"].reshape(100, -1), axis=0, return_counts=True)
    assert (len(kinds), set(counts)) == (10, {10})
    garment = [(one.reshape(100, 1, -1) == garments.test_images[:40].reshape(40, -1)).all(axis=2).any(axis=1).sum()
               for one in (made["garments", 0.5], made["garments", 1])]  # fmt: skip
    assert garment == [50, 100]
    for missing in (1, 5):
        there = {image.tobytes() for image in made["classes missing", missing].astype(np.uint8)}
        assert there <= {image.tobytes() for image in images[labels >= missing]}
    assert by_name["uniform noise"].mean() == pytest.approx(127.5, abs=1)
