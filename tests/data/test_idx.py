"""IDX files against torchvision's reader."""

import gzip
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp

from hotcold.data.idx import FILES, parse_idx, read_folder, unpacked, write_idx
from hotcold.data.shipped import BUNDLED


@pytest.mark.parametrize("folder", ["mnist", "fashion-mnist"])
def test_reader_agrees_with_torchvisions(folder, tmp_path):
    from torchvision.datasets.mnist import read_image_file, read_label_file  # takes seconds

    data = asdict(read_folder(BUNDLED / folder))
    for key, name in FILES.items():
        plain = tmp_path / name
        plain.write_bytes(gzip.decompress((BUNDLED / folder / f"{name}.gz").read_bytes()))
        reader = read_image_file if key.endswith("images") else read_label_file
        np.testing.assert_array_equal(data[key], reader(str(plain)).numpy())
        np.testing.assert_array_equal(data[key], parse_idx(unpacked(plain), plain))


@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=3, max_side=6)))
@settings(max_examples=50)
def test_idx_round_trip(array):
    np.testing.assert_array_equal(parse_idx(write_idx(array), Path("x")), array)
