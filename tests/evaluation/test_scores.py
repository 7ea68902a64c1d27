"""Scores against the same numbers computed by hand, one image set at a time."""

import numpy as np
import pandas as pd
import pytest

from hotcold import plugins
from hotcold.config.scores import METRICS, ScoreSettings
from hotcold.data.pixels import stretch_to_bytes, to_bytes
from hotcold.errors import InputError
from hotcold.evaluation.scores import SCORES, score
from hotcold.evaluation.seen import look
from hotcold.storage.arrays import read_arrays, write_arrays

SIZES = {1: 40, 2: 40, 3: 90}
ABOUT = {"run": "one", "seed": 0, "degradation": "morph", "schedule": "linear", "network": "cnn"}
MANY = {"class_balance": 11, "nearest_training": 2}  # numbers that a module gives


@pytest.fixture
def written(tmp_path, garments):
    """Return files of samples by epoch, that go beyond the range of pixels."""

    def write(split="test", weights="ema", run="one", broken=0.0, starts=True):
        rng, paths = np.random.default_rng(0), []
        for epoch, n in SIZES.items():
            images = rng.normal(0, 0.4, size=(n, 28, 28)).astype(np.float32)
            images[3, 4, 5] += broken
            paths.append(tmp_path / f"{run}-{split}-{weights}-epoch-{epoch}.npz")
            arrays = {"images": images, **({"starts": garments.test_images[:n]} if starts else {})}
            about = {**ABOUT, "run": run, "epoch": epoch, "split": split, "weights": weights, "pixel_limit": 0.5}
            about["precision"] = "bfloat16"
            write_arrays(paths[-1], "samples", arrays, **about)
        return paths

    return write


def scored(paths, reference, eye, metrics, told=lambda _: None):
    settings = {"protocols": ["sound", "published"], "published_images": 50, "on_images": told}
    return score(paths, reference, eye, metrics, **settings)


@pytest.mark.parametrize(("split", "metrics"), [("test", METRICS), ("validation", ["fid", "class_balance"])])
def test_each_protocol_counts_its_own_way(written, reference, eye, split, metrics):
    """The last epoch, of more images, is scored at the number of the others too; by the published protocol FID is."""
    told = []
    files = written(split)
    table = scored(files, reference, eye, metrics, told.append)
    assert list(table) == list(SCORES)
    assert sum(told) == 4 * 40 + 90 + 50
    fid = table[table["metric"] == "fid"]
    expected = [(e, protocol, 40) for e in (1, 2) for protocol in ("sound", "published")]
    expected += [(3, "sound", 40), (3, "sound", 90), (3, "published", 50)]
    assert list(fid[["epoch", "protocol", "n"]].itertuples(index=False, name=None)) == expected
    assert set(table.loc[table["protocol"] == "published", "metric"]) == {"fid"}
    for (epoch, protocol, n), rows in table.groupby(["epoch", "protocol", "n"]):
        file = read_arrays(files[epoch - 1], "samples")
        images = file["images"][:n]
        counted = to_bytes(images, 0.5) if protocol == "sound" else stretch_to_bytes(images)
        generated = look(eye, counted, starts=file["starts"][:n])
        real = reference.of(split) if protocol == "sound" else reference.of(split).first(50)
        found = rows.set_index("metric")
        for metric in metrics if protocol == "sound" else ["fid"]:
            given = plugins.entry("metrics", metric)(real, generated)
            for name, number in ({metric: given} if isinstance(given, tuple) else given).items():
                assert tuple(found.loc[name, ["value", "low", "high"]]) == pytest.approx(
                    number[:3], rel=1e-3, abs=1e-6, nan_ok=True
                )
                pixels = metric in ("sharpness", "margin_ink", "start_remnant", "pixel_distance")
                assert found.loc[name, "features"] == ("pixels" if pixels else "digits")
    assert len(table) == sum(MANY.get(metric, 1) for metric in metrics) * 4 + 3
    assert not table.duplicated(["epoch", "protocol", "n", "metric"]).any()
    assert (table[["run", "split", "weights", "degradation"]] == ["one", split, "ema", "morph"]).all(axis=None)


def test_sets_of_samples_are_counted_by_themselves(written, reference, eye):
    """Weights, or a run, sampled at the last epoch alone are scored at their own number, and without starts as well."""
    sets = [written(), written(weights="raw", starts=False)[-1:], written(run="other")[-1:]]
    alone = [scored(files, reference, eye, ["kid", "start_remnant"]) for files in sets]
    assert [len(table) for table in alone] == [4 * 2, 1, 2]
    assert list(alone[1][["epoch", "metric", "n"]].itertuples(index=False, name=None)) == [(3, "kid", 90)]
    together = scored([path for files in sets for path in files], reference, eye, ["kid", "start_remnant"])
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_a_metric_of_few_images_is_not_told_twice(written, reference, eye, monkeypatch):
    monkeypatch.setattr("hotcold.evaluation.neighbours.MOST", 30)
    table = scored(written(), reference, eye, ["recall", "sharpness"])
    assert table.loc[table["metric"] == "recall", "n"].tolist() == [30, 30, 30]
    assert table.loc[table["metric"] == "sharpness", "n"].tolist() == [40, 40, 40, 90]


def test_samples_that_are_no_numbers_are_one_line(written, reference, eye):
    with pytest.raises(InputError, match=r"epoch-1\.npz: a pixel is not finite; .*train that run again$"):
        scored(written(broken=np.nan), reference, eye, ["fid"])


def test_images_alone_are_scored_once_and_classes_by_the_classifier():
    both = ScoreSettings(features=["inception", "digits"])
    classes, pixels = (
        {"class_balance", "nearest_training"},
        {"sharpness", "margin_ink", "start_remnant", "pixel_distance"},
    )
    assert set(both.metrics_by("inception")) == set(METRICS) - classes - pixels
    assert both.metrics_by("digits") == METRICS
    assert set(ScoreSettings(features=["inception"]).metrics_by("inception")) == set(METRICS) - classes
    assert ScoreSettings().metrics_by("digits") == METRICS
