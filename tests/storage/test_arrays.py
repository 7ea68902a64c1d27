"""Named arrays, as written and as damaged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hotcold.errors import DamagedError
from hotcold.storage.arrays import read_arrays, write_arrays
from tests.conftest import files, unreadable_npz

DTYPES = st.sampled_from([np.uint8, np.int64, np.float32, np.float64, np.bool_])


@given(array=DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=5))))
def test_what_is_read_was_written(tmp_path_factory, array):
    """By our reader and by NumPy's alike; the same arrays are the same bytes."""
    arrays, paths = {"images": array, "other": np.arange(4)}, [tmp_path_factory.mktemp("a") / "a.npz" for _ in range(2)]
    for path in paths:
        write_arrays(path, "test", arrays, run="x", values=[1, None, "ü"])
    assert paths[0].read_bytes() == paths[1].read_bytes()
    found = read_arrays(paths[0], "test")
    assert found.metadata == {"kind": "test", "run": "x", "values": [1, None, "ü"]}
    assert set(found.arrays) == set(arrays)
    with np.load(paths[0], allow_pickle=False) as file:
        for name, expected in arrays.items():
            for read in (found[name], file[name]):
                np.testing.assert_array_equal(read, expected)
                assert read.dtype == expected.dtype


def test_what_is_not_whole_is_refused_and_leaves_nothing(tmp_path):
    path = tmp_path / "a.npz"
    with pytest.raises(ValueError, match="Object arrays"):
        write_arrays(path, "test", {"fine": np.zeros(3), "objects": np.array([object()])})
    assert not files(tmp_path)
    np.savez(path, metadata=np.frombuffer(b"[1]", np.uint8))
    foreign = path.read_bytes()
    np.savez(path, images=np.zeros(3))
    for content in (foreign, path.read_bytes(), b"", *unreadable_npz()):
        path.write_bytes(content)
        with pytest.raises(DamagedError, match=r"\A.*a\.npz: not a readable \.npz file.*\Z"):
            read_arrays(path, "test")
