import gzip
import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp
from torchvision.datasets.mnist import read_image_file, read_label_file

from hotcold.datasets import sources
from hotcold.datasets.idx import FILES, parse_idx, read_folder, read_idx, write_idx
from hotcold.datasets.sources import COLLECTIONS, Collection, check_sums, download, load
from hotcold.errors import InputError
from tests.http_server import FAULTS, Server

ROOT = Path(__file__).parents[1]
RESOURCES = ROOT / "resources"


@pytest.mark.parametrize("folder", ["mnist", "fashion-mnist"])
def test_reader_agrees_with_torchvisions(folder: str, tmp_path: Path) -> None:
    data = asdict(read_folder(RESOURCES / folder))
    for key, name in FILES.items():
        plain = tmp_path / name
        plain.write_bytes(gzip.decompress((RESOURCES / folder / f"{name}.gz").read_bytes()))
        reader = read_image_file if key.endswith("images") else read_label_file
        np.testing.assert_array_equal(data[key], reader(str(plain)).numpy())
        np.testing.assert_array_equal(data[key], read_idx(plain))


@pytest.mark.parametrize("folder", ["mnist", "fashion-mnist"])
def test_bundled_images_are_the_pinned_ones_and_disjoint(folder: str) -> None:
    check_sums(RESOURCES, folder)
    data = read_folder(RESOURCES / folder)
    assert data.train_images.shape == (8000, 28, 28)
    assert data.test_images.shape == (2000, 28, 28)
    train = {image.tobytes() for image in data.train_images}
    assert not any(image.tobytes() in train for image in data.test_images)
    assert set(data.train_labels) == set(data.test_labels) == set(range(10))


def test_first_digit_is_that_of_mnist(digits) -> None:
    # The first image of MNIST's training set: a 5 whose pixels sum to 27,525.
    assert digits.train_labels[0] == 5
    assert int(digits.train_images[0].sum()) == 27525


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=3, max_side=6)))
@settings(max_examples=50, deadline=None)
def test_idx_round_trip(array: np.ndarray) -> None:
    np.testing.assert_array_equal(parse_idx(write_idx(array), Path("x")), array)


@pytest.fixture
def folder(tmp_path: Path, digits) -> Path:
    for key, name in FILES.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(write_idx(getattr(digits, key)[:20])))
    return tmp_path


IMAGES = "train-images-idx3-ubyte"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda raw: gzip.compress(raw)[:-100], "damaged gzip"),
        (lambda raw: gzip.compress(raw[:-784]), "14,896 bytes of data, expected 15,680 for 20 × 28 × 28"),
        (lambda raw: gzip.compress(b"<html>not found</html>"), "expected an IDX file"),
        (lambda raw: b"", "expected an IDX file"),
        (
            lambda raw: gzip.compress(write_idx(np.zeros((20, 32, 32), np.uint8))),
            r"shape \(20, 32, 32\), expected",
        ),
    ],
)
def test_damage_is_one_line_that_names_the_file(folder: Path, damage, message: str) -> None:
    path = folder / f"{IMAGES}.gz"
    path.write_bytes(damage(gzip.decompress(path.read_bytes())))
    with pytest.raises(InputError, match=message) as error:
        read_folder(folder)
    assert IMAGES in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_files_and_wrong_labels(folder: Path) -> None:
    labels = folder / "t10k-labels-idx1-ubyte.gz"
    labels.write_bytes(gzip.compress(write_idx(np.zeros(7, np.uint8))))
    with pytest.raises(InputError, match=r"t10k-labels.*shape \(7,\), expected \(20,\)"):
        read_folder(folder)
    labels.unlink()
    with pytest.raises(InputError, match="t10k-labels-idx1-ubyte: missing"):
        read_folder(folder)


@pytest.fixture
def collection(server: Server, folder: Path) -> Collection:
    """The four files on the second of two mirrors; the first knows nothing."""
    sums = {}
    for name in FILES.values():
        body = (folder / f"{name}.gz").read_bytes()
        server.pages[f"/good/{name}.gz"] = (200, body, len(body))
        sums[name] = hashlib.sha256(gzip.decompress(body)).hexdigest()
    return replace(COLLECTIONS["digits"], mirrors=(f"{server.url}bad/", f"{server.url}good/"), sha256=sums)


def test_download_falls_back_and_keeps(server: Server, collection: Collection, folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    data = load(collection, "download", RESOURCES, cache)
    np.testing.assert_array_equal(data.train_images, read_folder(folder).train_images)
    count = len(server.requests)
    load(collection, "download", RESOURCES, cache)
    assert len(server.requests) == count


def test_a_busy_mirror_is_asked_again(server: Server, collection: Collection, tmp_path: Path) -> None:
    page = f"/good/{IMAGES}.gz"
    server.busy[page] = 2
    download(replace(collection, mirrors=collection.mirrors[1:]), tmp_path / "cache")
    assert server.requests.count(page) == 3


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_mirrors_leave_nothing_behind(
    server: Server,
    collection: Collection,
    tmp_path: Path,
    monkeypatch,
    documented: Callable[[str, str], bool],
    fault: str,
) -> None:
    monkeypatch.setattr(sources, "SECONDS_TO_ANSWER", 0.2)
    page, cache = f"/good/{IMAGES}.gz", tmp_path / "cache"
    good = server.pages[page]
    server.plays(fault, page, good[1])
    with pytest.raises(InputError) as error:
        download(collection, cache)
    assert documented(f"A download {fault}", f"error: {error.value}")
    assert not list(cache.rglob(f"*{IMAGES}*"))
    server.pages[page] = good
    server.hanging.clear()
    assert read_folder(download(collection, cache)).train_images.shape == (20, 28, 28)


def test_script_says_what_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "digits.npz"
    command = [sys.executable, "workflow/scripts/get_data.py", "--name", "digits", "--output", str(output)]
    bad = subprocess.run([*command, "--source", "/nowhere"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert bad.stderr == "error: /nowhere: no such folder; expected bundled, download, or a folder of IDX files\n"
    assert not list(tmp_path.iterdir())
    bad = subprocess.run([*command, "--train_images", "0"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert bad.returncode == 2
    assert bad.stderr.startswith("error: --train_images: Input should be greater than 0, not ")
    good = subprocess.run([*command, "--train_images", "9"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert good.returncode == 0
    with np.load(output, allow_pickle=False) as arrays:
        assert arrays["train_images"].shape == (9, 28, 28)
        assert arrays["test_images"].shape == (2000, 28, 28)
