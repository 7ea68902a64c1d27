import gzip

import pytest

from hotcold.data.idx import FILES, write_idx


@pytest.fixture
def folder(tmp_path, digits):
    """A folder of the four IDX files, with twenty images each."""
    for key, name in FILES.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(write_idx(getattr(digits, key)[:20])))
    return tmp_path
