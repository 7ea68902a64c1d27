"""Files that are there whole or not at all."""

import errno
import hashlib

import pytest

from hotcold.errors import InputError
from hotcold.storage.atomic import file_sha256, replacing
from tests.conftest import files


def write_half(path, error):
    with replacing(path) as temporary:
        temporary.write_text("half")
        raise error


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "a.txt"
    with replacing(path) as temporary:
        temporary.write_text("before")
        assert temporary.suffix == ".txt"
        assert not path.exists()
    with pytest.raises(ZeroDivisionError):
        write_half(path, ZeroDivisionError())
    assert path.read_text() == "before"
    assert files(tmp_path) == {"new/a.txt"}
    path.write_bytes(bytes(range(256)) * 10_000)
    assert file_sha256(path) == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("place", "error", "reason"),
    [
        ("a.txt", OSError(errno.ENOSPC, "anything"), "No space left on device"),
        ("a.txt", OSError("bits\nmore"), "bits"),
        ("file/a.txt", ValueError("there is no such folder"), "(Not a directory|File exists)"),
    ],
)
def test_what_cannot_be_written_is_one_line(tmp_path, place, error, reason):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=rf"a\.txt: could not be written \({reason}\); mend that and run again$"):
        write_half(tmp_path / place, error)
    assert files(tmp_path) == {"file"}
