"""IDX files against torchvision's reader, and damaged ones."""

import gzip
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp
from torchvision.datasets.mnist import read_image_file, read_label_file

from hotcold.data.idx import FILES, parse_idx, read_folder, read_idx, write_idx
from hotcold.data.sources import BUNDLED
from hotcold.errors import InputError


@pytest.mark.parametrize("folder", ["mnist", "fashion-mnist"])
def test_reader_agrees_with_torchvisions(folder, tmp_path):
    data = asdict(read_folder(BUNDLED / folder))
    for key, name in FILES.items():
        plain = tmp_path / name
        plain.write_bytes(gzip.decompress((BUNDLED / folder / f"{name}.gz").read_bytes()))
        reader = read_image_file if key.endswith("images") else read_label_file
        np.testing.assert_array_equal(data[key], reader(str(plain)).numpy())
        np.testing.assert_array_equal(data[key], read_idx(plain))


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=3, max_side=6)))
@settings(max_examples=50, deadline=None)
def test_idx_round_trip(array):
    np.testing.assert_array_equal(parse_idx(write_idx(array), Path("x")), array)


def gzipped(*shape, value=0, end=None):
    return gzip.compress(write_idx(np.full(shape, value, np.uint8))[:end], mtime=0)


@pytest.mark.parametrize(
    ("key", "content", "message"),
    [
        ("train_images", gzipped(20, 28, 28)[:-10], "damaged gzip"),
        ("train_images", gzipped(20, 28, 28, end=-784), "14,896 bytes of data, expected 15,680 for 20 × 28 × 28"),
        ("train_images", gzip.compress(b"<html>not found</html>", mtime=0), "expected an IDX file"),
        ("train_images", b"", "expected an IDX file"),
        ("train_images", gzipped(20, 32, 32), r"shape \(20, 32, 32\), expected"),
        ("test_labels", gzipped(7), r"shape \(7,\), expected \(20,\)"),
        ("test_labels", gzipped(20, value=10), "a label 10, exp"),
        ("test_labels", None, "missing"),
    ],
)
def test_damage_is_one_line_that_names_the_file(folder, key, content, message):
    path = folder / f"{FILES[key]}.gz"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=rf"\A.*{FILES[key]}.*{message}.*\Z"):
        read_folder(folder)
