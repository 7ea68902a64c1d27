"""Where images come from: the pinned ones, and downloads that go wrong."""

import gzip
import hashlib
import io
import shutil
from dataclasses import replace

import numpy as np
import pytest
from tqdm import tqdm

from hotcold.data import sources
from hotcold.data.idx import FILES, read_folder
from hotcold.data.shipped import BUNDLED, bundled
from hotcold.data.sources import COLLECTIONS, download, load
from hotcold.errors import InputError
from tests.conftest import damage
from tests.data.http_server import FAULTS
from tests.workflow.steps import step

SPLITS = ("train", "validation", "test")
IMAGES = FILES["train_images"]
PAGE = f"/good/{IMAGES}.gz"


def bar(name):
    return tqdm(desc=name, file=io.StringIO())


@pytest.mark.parametrize("folder", ["mnist", "fashion-mnist"])
def test_bundled_images_are_the_pinned_ones_and_disjoint(folder):
    data = bundled(folder)
    assert (data.train_images.shape, data.test_images.shape) == ((8000, 28, 28), (2000, 28, 28))
    assert not {image.tobytes() for image in data.train_images} & {image.tobytes() for image in data.test_images}
    assert set(data.train_labels) == set(data.test_labels) == set(range(10))
    if folder == "mnist":  # the first image of MNIST's training set: a 5 whose pixels sum to 27,525
        assert (data.train_labels[0], data.train_images[0].sum()) == (5, 27525)


@pytest.mark.parametrize("how", ["missing", "flipped"])
def test_changed_bundled_images_are_one_line(tmp_path, how):
    shutil.copytree(BUNDLED, tmp_path, dirs_exist_ok=True)
    damage(tmp_path / "mnist" / f"{IMAGES}.gz", how)
    bundled("fashion-mnist", tmp_path)
    with pytest.raises(InputError, match=rf"mnist/{IMAGES}\.gz: missing or changed; expected SHA-256 [0-9a-f]{{64}};"):
        bundled("mnist", tmp_path)


@pytest.fixture
def collection(server, folder):
    """The four files on the second of two mirrors; the first knows nothing."""
    sums = {}
    for name in FILES.values():
        body = (folder / f"{name}.gz").read_bytes()
        server.pages[f"/good/{name}.gz"] = (200, body, len(body))
        sums[name] = hashlib.sha256(gzip.decompress(body)).hexdigest()
    return replace(COLLECTIONS["digits"], mirrors=(f"{server.url}bad/", f"{server.url}good/"), sha256=sums)


def test_download_falls_back_and_asks_a_busy_mirror_again_and_keeps(server, collection, folder, tmp_path):
    cache, bars = tmp_path / "cache", []
    server.busy[PAGE] = 2
    data = load(collection, "download", cache, lambda name: bars.append(bar(name)) or bars[-1])
    np.testing.assert_array_equal(data.train_images, read_folder(folder).train_images)
    assert server.requests.count(PAGE) == 3
    names = [f"{name}.gz" for name in FILES.values()]
    assert [(shown.desc, shown.n) for shown in bars] == [(name, (folder / name).stat().st_size) for name in names]
    count = len(server.requests)
    load(collection, "download", cache, bar)
    assert len(server.requests) == count


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_mirrors_leave_nothing_behind(server, collection, tmp_path, monkeypatch, documented, fault):
    monkeypatch.setattr(sources, "SECONDS_TO_ANSWER", 0.2)
    cache, good = tmp_path / "cache", server.pages[PAGE]
    server.plays(fault, PAGE, good[1])
    with pytest.raises(InputError) as error:
        download(collection, cache, bar)
    assert documented(f"A download {fault}", f"error: {error.value}")
    assert not list(cache.rglob(f"*{IMAGES}*"))
    server.pages[PAGE] = good
    server.hanging.clear()
    assert read_folder(download(collection, cache, bar)).train_images.shape == (20, 28, 28)


def test_step_says_what_is_wrong_and_writes_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    files = {"name": "digits", "output": "digits.npz", "test": "digits-test.npz", "validation_images": 2000}
    for settings, code, line in (
        ({"validation_images": 8000}, 1, "data.validation_images: expected at most 7998, not 8000; bundled has"),
        ({"needed": {"test": ["some.key", 2001]}}, 1, "some.key: expected at most 2000, not 2001; bundled has"),
        ({"source": "/nowhere"}, 1, "/nowhere: no such folder or file; expected bundled, download, or a path\n"),
        ({"train_images": 0}, 2, "train_images: Input should be greater than 0, not 0"),
    ):
        with pytest.raises(SystemExit) as stopped:
            step("get_data", **{**files, **settings})
        assert stopped.value.code == code
        assert capfd.readouterr().err.startswith(f"error: {line}")
        assert not list(tmp_path.iterdir())
    (tmp_path / "mine").symlink_to(BUNDLED / "mnist")
    monkeypatch.setenv("HOME", str(tmp_path))
    step("get_data", **files, train_images=9, source="~/mine")
    seen, test = (np.load(file, allow_pickle=False) for file in ("digits.npz", "digits-test.npz"))
    assert {*seen.files, *test.files} == {"metadata", *(f"{s}_{x}" for s in SPLITS for x in ("images", "labels"))}
    shapes = [len(arrays[f"{s}_images"]) for s, arrays in zip(SPLITS, (seen, seen, test), strict=True)]
    assert shapes == [9, 2000, 2000]
