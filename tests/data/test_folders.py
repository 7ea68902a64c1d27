"""Data as people have it: found by what it is, or refused in one line that says what is there."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from hotcold.config.data import DataSettings
from hotcold.config.scores import ScoreSettings
from hotcold.data.idx import FILES, write_idx
from hotcold.data.sources import COLLECTIONS, load
from hotcold.data.splits import split
from hotcold.errors import InputError
from tests.data.folders import KEYS, LAYOUTS, few, idx_files, npz_file, png, png_files, written


def read(path, name="digits"):
    return load(COLLECTIONS[name], str(path), Path("nowhere"), None)


def pairs(data):
    """Return each split's images with their labels, in one order whatever the order was."""
    return [
        sorted(zip(map(bytes, getattr(data, f"{name}_images")), getattr(data, f"{name}_labels").tolist(), strict=True))
        for name in ("train", "test")
    ]


def same(one, other):
    for key in KEYS:
        np.testing.assert_array_equal(getattr(one, key), getattr(other, key))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_idx_files_are_found_by_what_they_are(layout, tmp_path, digits):
    data = few(digits)
    same(read(written(tmp_path, LAYOUTS[layout](idx_files(data)))), data)


def test_every_level_of_torchvisions_folder_and_links_do(tmp_path, digits):
    data = few(digits)
    written(tmp_path, LAYOUTS["torchvision"](idx_files(data)))
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "MNIST").symlink_to(tmp_path / "MNIST")
    (tmp_path / "linked" / "circle").symlink_to(tmp_path)
    for level in ("", "MNIST", "MNIST/raw", "linked"):
        same(read(tmp_path / level), data)


def test_a_link_in_a_circle_counts_no_picture_twice(tmp_path, digits):
    data = few(digits)
    written(tmp_path, png_files(data))
    (tmp_path / "test" / "3" / "3").symlink_to(tmp_path / "test" / "3")
    assert pairs(read(tmp_path)) == pairs(data)


def test_one_root_may_hold_both_data_sets(tmp_path, digits, garments):
    mine = {"MNIST": few(digits), "FashionMNIST": few(garments)}
    for name, data in mine.items():
        written(tmp_path / name / "raw", idx_files(data))
    same(read(tmp_path, "digits"), mine["MNIST"])
    same(read(tmp_path, "garments"), mine["FashionMNIST"])
    written(tmp_path / "old" / "mnist", idx_files(few(digits, train=63)))
    with pytest.raises(InputError, match=r"several that differ .* MNIST/raw/train-\S+, old/mnist/train-\S+; name"):
        read(tmp_path, "digits")


def test_emnists_transposed_images_are_turned_upright(tmp_path, digits, garments):
    for name, data in (("digits", few(digits)), ("garments", few(garments))):
        train, test = (images.swapaxes(1, 2).copy() for images in (data.train_images, data.test_images))
        turned = replace(data, train_images=train, test_images=test)
        same(read(written(tmp_path / name, idx_files(turned)), name), data)


def test_of_emnists_sets_in_one_folder_that_of_mnist_is_read_and_else_none(tmp_path, digits):
    """As its archive unpacks: sets of letters differ in counts and labels, the others in their digits."""
    sets = {"mnist": few(digits), "digits": few(digits, train=63), "balanced": few(digits, train=62)}
    for name, data in sets.items():
        files = {file.replace("t10k", "test"): content for file, content in idx_files(data).items()}
        written(tmp_path / "gzip", {f"emnist-{name}-{file}": content for file, content in files.items()})
    same(read(tmp_path), sets["mnist"])
    for path in (tmp_path / "gzip").glob("emnist-mnist-*"):
        path.unlink()
    with pytest.raises(InputError, match=r"several that differ .* name the folder of one, or give its four files one$"):
        read(tmp_path)


@pytest.mark.parametrize("folder", ["{split}/{label}/{k}.png", "mnist_png/{split}ing/{label}/{k}.PNG"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA"])
def test_png_images_by_class(folder, mode, tmp_path, digits):
    data = few(digits)
    written(tmp_path, png_files(data, folder, mode))
    one, again = read(tmp_path), read(tmp_path)
    assert pairs(one) == pairs(data)
    same(one, again)
    assert len(set(one.train_labels[:20].tolist())) > 5  # not in the order of their classes


@pytest.mark.parametrize("kind", [np.uint8, np.int64])
def test_an_npz_as_keras_ships_it(kind, tmp_path, digits):
    data = few(digits)
    written(tmp_path, {"mnist.npz": npz_file(data, lambda name, array: array.astype(kind))})
    same(read(tmp_path / "mnist.npz"), data)


def npz(change):
    return lambda data: {"mnist.npz": npz_file(data, change)}


IDX, PNG = "train-images-idx3-ubyte", "train/3/x.png"
SQUARE = np.zeros((28, 28), np.uint8)
# What is there, and the line: … stands for anything.
REFUSED = {
    "zero bytes": (
        lambda data: idx_files(data) | {IDX: b""},
        f"no {IDX}, or the like; found t10k-images-idx3-ubyte (32 × 28 × 28), …, {IDX} (0 bytes, no IDX file), …",
    ),
    "truncated": (
        lambda data: idx_files(data) | {IDX: idx_files(data)[IDX][:-784]},
        f"/{IDX}: 49,392 bytes of data, expected 50,176 for 64 × 28 × 28",
    ),
    "a truncated gz": (
        lambda data: idx_files(data) | {IDX: gzip.compress(idx_files(data)[IDX])[:-9]},
        f"{IDX}: not readable (Compressed file ended …); expected a whole IDX file, gzipped or not",
    ),
    "a page of excuses": (
        lambda data: dict.fromkeys(FILES.values(), b"<html>403 Forbidden</html>"),
        f"no {IDX}, or the like; found t10k-images-idx3-ubyte (26 bytes, no IDX file), …",
    ),
    "no file": (lambda data: {}, f"no {IDX}, or the like; found nothing"),
    "larger images": (
        lambda data: idx_files(data) | {IDX: write_idx(np.zeros((64, 32, 32), np.uint8))},
        f": {IDX}: expected n × 28 × 28 whole numbers of 0..255; found {IDX} (64 × 32 × 32, uint8), …",
    ),
    "a label beyond 9": (
        lambda data: idx_files(replace(data, test_labels=data.test_labels + 1)),
        ": t10k-labels-idx1-ubyte: expected labels of 0..9; found 1..10",
    ),
    "a label too few": (
        lambda data: idx_files(replace(data, test_labels=data.test_labels[1:])),
        "t10k-labels-idx1-ubyte: expected n whole numbers of 0..9; found …, t10k-labels-idx1-ubyte (31, uint8)",
    ),
    "one class": (
        lambda data: idx_files(replace(data, train_labels=data.train_labels * 0 + 7)),
        "no image of 0, 1, 2, 3, 4, 5, 6, 8, 9 in the training files; expected all of 0..9; found 64 of 7",
    ),
    "one held out": (
        lambda data: idx_files(few(data, test=1)),
        "has 64 images to train on and 1 to test on; expected at least 4, 2 of them for validation, and 2",
    ),
    "one to train on": (
        lambda data: idx_files(few(data, train=1)),
        "has 1 images to train on and 32 to test on; expected at least 4, 2 of them for validation, and 2",
    ),
    "a PNG without a split": (
        lambda data: png_files(data) | {"3/x.png": png(SQUARE)},
        "3/x.png: expected PNG images in train/<0..9> and test/<0..9>; found 3, test/0, …",
    ),
    "no PNG to test on": (
        lambda data: {name: data for name, data in png_files(data).items() if name.startswith("train")},
        "expected PNG images in test/<0..9>; found train/0, …",
    ),
    "a coloured PNG": (
        lambda data: png_files(data) | {PNG: png(np.stack([SQUARE, SQUARE, SQUARE + 9], axis=2), "RGB")},
        f"{PNG}: in colour or transparent; expected a whole grey PNG of 28 × 28 with 8 bits",
    ),
    "16 bits": (
        lambda data: png_files(data) | {PNG: png(SQUARE.astype(np.uint16), "I;16")},
        f"{PNG}: 28 × 28 of mode I;16; expected a whole grey PNG of 28 × 28 with 8 bits",
    ),
    "an animation": (
        lambda data: png_files(data) | {PNG: png(SQUARE, save_all=True, append_images=[Image.fromarray(SQUARE + 9)])},
        f"{PNG}: 28 × 28 of mode L, animated; expected a whole grey PNG of 28 × 28 with 8 bits",
    ),
    "a JPEG among PNGs": (
        lambda data: png_files(data) | {"test/3/x.JPG": b""},
        "test/3/x.JPG: no PNG; expected PNG images alone, since … has some",
    ),
    "black and white as 0 and 1": (
        lambda data: idx_files(replace(data, test_images=data.test_images // 128)),
        ": t10k-images-idx3-ubyte: expected images of 0..255; found 0..1",
    ),
    "a larger PNG": (
        lambda data: png_files(data) | {PNG: png(np.zeros((32, 28), np.uint8))},
        f"{PNG}: 28 × 32 of mode L; expected a whole grey PNG of 28 × 28 with 8 bits",
    ),
    "a truncated PNG": (
        lambda data: png_files(data) | {PNG: png(SQUARE)[:-20]},
        f"{PNG}: not a readable PNG (…); expected a whole grey PNG of 28 × 28 with 8 bits",
    ),
    "an empty array": (
        npz(lambda name, array: array[:0] if name == "x_test" else array),
        "x_test: expected n × 28 × 28 whole numbers of 0..255; found x_train (64 × 28 × 28, uint8), …",
    ),
    "floats": (
        npz(lambda name, array: array / 255),
        "x_train: expected n × 28 × 28 whole numbers of 0..255; found x_train (64 × 28 × 28, float64), …",
    ),
    "objects": (
        npz(lambda name, array: array.astype(object)),
        "not a readable .npz (Object arrays cannot …); expected one with x_train, y_train, x_test, y_test",
    ),
    "a pickle": (lambda data: {"mnist.npz": b"\x80\x04N."}, "not a readable .npz (no zip archive); expected one …"),
    "an array missing": (
        lambda data: {"mnist.npz": npz_file(data, names={"train_images": "x_train"})},
        "no array y_train, x_test, y_test; found x_train (64 × 28 × 28)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_one_line_that_says_what_is_there(case, tmp_path, digits):
    files, line = REFUSED[case]
    source = written(tmp_path, files(few(digits)))
    source = source / "mnist.npz" if (source / "mnist.npz").exists() else source
    with pytest.raises(InputError) as error:
        split(read(source), str(source), train=None, validation=9, test=None)
    pattern = ".+".join(map(re.escape, line.split("…")))
    assert re.fullmatch(rf"{re.escape(str(source))}\W*{pattern}", str(error.value)), error.value


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("~/mnist", "/home/mine/mnist"),
        ("$SCRATCH/mnist", "/scratch/mnist"),
        ("${SCRATCH}/~", "/scratch/~"),
        ("bundled", "bundled"),
        ("$UNSET/mnist", "$UNSET/mnist"),
        ("~no-such-user/mnist", "~no-such-user/mnist"),
    ],
)
def test_home_and_variables_are_put_in_the_configs_paths(path, meant, monkeypatch):
    monkeypatch.setenv("HOME", "/home/mine")
    monkeypatch.setenv("SCRATCH", "/scratch")
    assert DataSettings(garments=path).garments == ScoreSettings(inception_weights=path).inception_weights == meant
    monkeypatch.setenv("SCRATCH", "")
    with pytest.raises(ValidationError):
        DataSettings(digits="$SCRATCH")
