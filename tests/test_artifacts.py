from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold.artifacts import Stream, open_rows, read_arrays, write_arrays
from hotcold.errors import InputError


@given(n=st.integers(0, 30), written=st.integers(1, 12), read=st.integers(1, 12))
def test_streamed_rows_are_the_array(tmp_path_factory, n: int, written: int, read: int) -> None:
    path = tmp_path_factory.mktemp("rows") / "a.npz"
    images = np.random.default_rng(n).normal(size=(n, 3, 2)).astype(np.float32)
    blocks = (images[first : first + written] for first in range(0, n, written))
    write_arrays(path, "test", {"images": Stream(images.shape, np.float32, blocks), "other": np.arange(4)}, run="x")

    whole = read_arrays(path, "test")
    np.testing.assert_array_equal(whole["images"], images)
    np.testing.assert_array_equal(whole["other"], np.arange(4))
    with np.load(path, allow_pickle=False) as file:
        np.testing.assert_array_equal(file["images"], images)

    rows = open_rows(path, "test", "images")
    assert rows.shape == images.shape
    assert rows.metadata == whole.metadata == {"kind": "test", "run": "x"}
    read_blocks = list(rows.blocks(read))
    assert all(len(block) <= read for block in read_blocks)
    np.testing.assert_array_equal(np.concatenate([images[:0], *read_blocks]), images)


def test_a_stream_is_the_same_file_as_its_array(tmp_path: Path) -> None:
    images = np.random.default_rng(0).normal(size=(7, 3, 2)).astype(np.float32)
    write_arrays(tmp_path / "a.npz", "test", {"images": images})
    write_arrays(
        tmp_path / "b.npz", "test", {"images": Stream(images.shape, np.float32, iter([images[:5], images[5:]]))}
    )
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(
    "blocks", [[np.zeros((2, 3))], [np.zeros((4, 3))], [np.zeros((3, 2))], [np.zeros((3, 3), "f4")]]
)
def test_a_stream_of_other_rows_leaves_nothing(tmp_path: Path, blocks: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match="in a stream of"):
        write_arrays(tmp_path / "a.npz", "test", {"images": Stream((3, 3), np.float64, iter(blocks))})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("damage", ["truncated", "flipped", "another array"])
def test_damaged_rows_are_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.npz"
    write_arrays(path, "test", {"images": np.random.default_rng(0).normal(size=(50, 28, 28))})
    content = bytearray(path.read_bytes())
    if damage == "truncated":
        content = content[: len(content) // 2]
    elif damage == "flipped":
        content[len(content) // 2] ^= 0xFF
    else:
        write_arrays(path, "test", {"pictures": np.zeros(3)})
        content = path.read_bytes()
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.npz: not a readable \.npz file") as error:
        list(open_rows(path, "test", "images").blocks(7))
    assert "\n" not in str(error.value)
