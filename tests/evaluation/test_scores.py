"""Scores against the same numbers computed by hand, one image set at a time."""

import numpy as np
import pytest

from hotcold.data.pixels import stretch_to_bytes, to_bytes
from hotcold.errors import InputError
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.metrics import fid
from hotcold.evaluation.scores import ABOUT, columns, score
from hotcold.storage.arrays import read_arrays, write_arrays

SIZES = {1: 40, 2: 40, 3: 90}
ABOUT_SAMPLES = {"seed": 0, "degradation": "gaussian", "schedule": "linear", "network": "cnn", "pixel_limit": 0.5}
ABOUT_SAMPLES |= {"weights": "ema", "sampler": "cold", "steps": 5}


@pytest.fixture
def scored(extract, reference, tmp_path):
    """Return files of samples by epoch, that go beyond the range of pixels, and their scores by FID."""

    def scores(told, broken=0.0):
        rng, paths = np.random.default_rng(0), []
        for epoch, n in SIZES.items():
            paths.append(tmp_path / f"epoch-{epoch}.npz")
            images = rng.normal(0, 0.4, size=(n, 28, 28)).astype(np.float32)
            images[3, 4, 5] += broken
            write_arrays(paths[-1], "samples", {"images": images}, run="one", epoch=epoch, **ABOUT_SAMPLES)
        settings = {"protocols": ["sound", "published"], "published_images": 50, "on_images": told.append}
        return paths, score(paths, reference, extract, ["fid"], **settings)["fid"]

    return scores


def test_each_protocol_counts_its_own_way(scored, reference, extract):
    files, table = scored(told := [])
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
    assert list(table) == list(columns("fid")) == [*ABOUT, "value", "floor"]
    assert (table[["run", "features"]] == ["one", "digits"]).all(axis=None)


def test_samples_that_are_no_numbers_are_one_line(scored):
    with pytest.raises(InputError, match=r"epoch-1\.npz: a pixel is not finite; .*train that run again$"):
        scored([], np.nan)
