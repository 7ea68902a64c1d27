"""Which scores are shown, and with which interval."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hotcold.claims.parts.notation import written
from hotcold.figures.parts.intervals import listed, of_what, summary
from hotcold.figures.parts.scores import at_the_end, fair_by_epoch, floor_of, scores_of
from tests.figures.study import model
from tests.figures.tables import ruler_table, scores_table

MODELS = [model(run, "gaussian", "linear", "cnn") for run in ("a", "b")]


def test_scores_are_of_one_protocol_split_weights_and_features():
    table = scores_table(MODELS)
    other = table.assign(features="inception")
    rows = scores_of(pd.concat([other, table]), "fid")
    alike = {"metric": "fid", "protocol": "sound", "split": "test", "features": "digits", "weights": "ema"}
    assert {name: set(rows[name]) for name in alike} == {name: {value} for name, value in alike.items()}
    assert set(scores_of(other, "fid")["features"]) == {"inception"}
    assert set(scores_of(table, "fid", "published", "validation")["split"]) == {"validation"}
    assert scores_of(table, "nothing").empty


def test_weights_are_those_that_every_checkpoint_is_sampled_with():
    table = scores_table(MODELS)
    swapped = {"ema": "raw", "raw": "ema"}
    table.loc[table["run"] == "b", "weights"] = table.loc[table["run"] == "b", "weights"].map(swapped)
    assert dict(scores_of(table, "fid").groupby("run")["weights"].unique().str[0]) == {"a": "ema", "b": "raw"}


def test_the_end_is_the_last_epochs_score_of_the_most_images():
    table = scores_table(MODELS, {"a": (1, 2), "b": (1, 3)}, {1: 50, 2: 100, 3: 80}, {"a": 40.0, "b": 30.0})
    found = at_the_end(table, "fid").set_index("run")
    assert found["value"].to_dict() == {"a": 50.0, "b": 40.0}  # 1000/100 more
    assert (found["n"] == 100).all()


def test_a_fair_score_has_one_row_a_seed_and_epoch():
    for images, metric in (({1: 50, 2: 100}, "kid"), ({1: 70, 2: 70}, "fid")):
        rows, label = fair_by_epoch(scores_table(MODELS, images=images), ["a"])
        assert set(rows["metric"]) == {metric}
        assert not rows.duplicated(["run", "seed", "epoch"]).any()
        assert label.startswith(metric.upper())


def test_real_digits_are_those_of_the_same_n_and_features():
    rows = scores_of(scores_table(MODELS, images={1: 50, 2: 100}), "kid")
    table = ruler_table({1: 50, 2: 100})
    assert floor_of(table, rows)["n"] == 100
    assert floor_of(table.assign(features="inception"), rows) is None
    assert floor_of(table[table["n"] == 50], rows) is None


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=9))
def test_intervals_over_seeds_are_students(values):
    rows = pd.DataFrame({"run": "a", "value": values, "low": -1e9, "high": 1e9})
    found = summary(rows, ["run"]).iloc[0]
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95) if np.ptp(values) else (values[0], values[0])
    assert (found["low"], found["high"]) == pytest.approx(tuple(expected), abs=1e-9)
    assert found["value"] == pytest.approx(np.mean(values), abs=1e-9)


def test_one_seeds_interval_is_over_images_and_two_seeds_have_none():
    rows = pd.DataFrame({"run": ["a", "b", "b"], "value": [5.0, 1.0, 3.0], "low": [4.0, 0, 0], "high": [7.0, 9, 9]})
    one, two = summary(rows, ["run"]).to_dict("records")
    assert (one["value"], one["low"], one["high"], one["seeds"]) == (5, 4, 7, 1)
    assert (two["value"], two["seeds"]) == (2, 2)
    assert np.isnan([two["low"], two["high"]]).all()
    assert np.isnan(summary(rows[["run", "value"]], ["run"]).iloc[0]["low"])
    assert [of_what(seeds) for seeds in (1, 2, 3)] == [
        "one seed, intervals over images",
        "2 seeds, means without intervals",
        "3 seeds, intervals over them",
    ]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((25.123, 22.0, 28.46), "25.1 [22, 28.5]"),
        ((-0.0123,), "−0.0123"),
        ((12345.6,), "12300"),
        ((19, 19, 19), "19"),
        ((3, np.nan, np.nan), "3"),
    ],
)
def test_numbers_as_written(numbers, text):
    assert written(*numbers) == text


def test_many_runs_are_listed_by_their_ends():
    rows = pd.DataFrame({"run": list("abcd"), "value": [3.0, 1.0, 4.0, 2.0], "low": np.nan, "high": np.nan})
    labels = dict(zip("abcd", "wxyz", strict=True))
    assert listed(rows, labels) == "x 1 (lowest) to y 4 (highest)"
    assert listed(rows[:3], labels) == "x 1, w 3, y 4"
