"""Scores against the same numbers computed by hand, one image set at a time."""

import numpy as np
import pandas as pd
import pytest

from hotcold.data.pixels import stretch_to_bytes, to_bytes
from hotcold.errors import InputError
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.metrics import fid
from hotcold.evaluation.scores import ABOUT, columns, score
from hotcold.storage.arrays import read_arrays, write_arrays
from hotcold.storage.tables import read_table, table_columns, write_table

SIZES = {1: 40, 2: 40, 3: 90}
ABOUT_SAMPLES = {"seed": 0, "degradation": "gaussian", "schedule": "linear", "network": "cnn", "pixel_limit": 0.5}
ABOUT_SAMPLES |= {"weights": "ema", "sampler": "cold", "steps": 5}
METRIC = '''"""How bright images are."""
import numpy as np
from hotcold.evaluation.measure import Measured, Scored

QUANTITY = "difference of mean brightness"
UNIT = "grey level"
DIRECTION = "lower"
INTERVAL = "three standard errors"


def measure(real: Scored, generated: Scored) -> Measured:
    """Return it, with both sides' errors."""
    value = float(abs(real.images.mean() - generated.images.mean()))
    error = 3 * float(sum(s.images.mean(axis=(1, 2)).std() / len(s) ** 0.5 for s in (real, generated)))
    return Measured(value, value - error, value + error)
'''


@pytest.fixture
def samples(tmp_path):
    """Return files of a run's samples by epoch, that go beyond the range of pixels."""

    def written(broken=0.0):
        rng, paths = np.random.default_rng(0), []
        for epoch, n in SIZES.items():
            paths.append(tmp_path / f"epoch-{epoch}.npz")
            images = rng.normal(0, 0.4, size=(n, 28, 28)).astype(np.float32)
            images[3, 4, 5] += broken
            write_arrays(paths[-1], "samples", {"images": images}, run="one", epoch=epoch, **ABOUT_SAMPLES)
        return paths

    return written


@pytest.fixture
def by_digits(extract, reference):
    """Return scores of samples by some metrics."""

    def scores(files, *metrics, told=lambda _: None):
        settings = {"protocols": ["sound", "published"], "published_images": 50, "on_images": told}
        return score(files, reference, extract, metrics, **settings)

    return scores


def test_each_protocol_counts_its_own_way(by_digits, reference, extract, samples):
    files, told = samples(), []
    table = by_digits(files, "fid", told=told.append)["fid"]
    expected = [(e, protocol, 40) for e in (1, 2) for protocol in ("sound", "published")]
    expected += [(3, "sound", 40), (3, "sound", 90), (3, "published", 50)]
    sizes = table.set_index(["epoch", "protocol", "n_generated"])
    assert list(sizes.index) == expected
    assert sum(told) == 4 * 40 + 90 + 50
    for (epoch, protocol, n), row in sizes.iterrows():
        images = read_arrays(files[epoch - 1], "samples")["images"][:n]
        counted = to_bytes(images, 0.5) if protocol == "sound" else stretch_to_bytes(images)
        real = reference.held_out.first({"sound": 600, "published": 50}[protocol])
        assert row["n_real"] == len(real)
        assert row["value"] == pytest.approx(fid.measure(real, Scored(extract(counted), counted)).value, rel=1e-3)
        assert row["floor"] == fid.measure(real, reference.train.first(n)).value
    assert (table[["run", "features"]] == ["one", "digits"]).all(axis=None)


def test_a_second_metric_has_a_table_of_its_own_with_its_interval(by_digits, own_plugins, samples, tmp_path):
    brightness = own_plugins.add("metrics", "brightness", METRIC).stem
    tables = by_digits(samples(), "fid", brightness)
    assert list(tables) == ["fid", brightness]
    for metric, ends in (("fid", []), (brightness, ["low", "high"])):
        assert list(tables[metric]) == [*ABOUT, "value", *ends, "floor"] == list(columns(metric))
    bright = tables[brightness]
    pd.testing.assert_frame_equal(bright[list(ABOUT)], tables["fid"][list(ABOUT)])
    assert (bright["low"] < bright["value"]).all()
    assert (bright["value"] < bright["high"]).all()
    path = tmp_path / "brightness.parquet"
    write_table(bright, path, columns(brightness))
    pd.testing.assert_frame_equal(read_table(path), bright)
    about = table_columns(path)
    assert about["value"] == ("grey level", "difference of mean brightness; lower is better")
    assert about["low"] == ("grey level", "lower end of the interval: three standard errors")


def test_samples_that_are_no_numbers_are_one_line(by_digits, samples):
    with pytest.raises(InputError, match=r"epoch-1\.npz: a pixel is not finite; .*train that run again$"):
        by_digits(samples(broken=np.nan), "fid")
