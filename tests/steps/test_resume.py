"""What a job keeps of its work, and what it does not take for its own."""

import errno
import fcntl
import itertools
import json
import subprocess
import sys

import pytest
import torch

from hotcold.steps.resume import LOCK, STATE, ResumePoint, fingerprint
from tests.conftest import damage, files
from tests.training.parts import new_state

DONE = "epoch-1.safetensors"


def begun(folder):
    point = ResumePoint(folder / "resume", "mine")
    point.path(DONE).write_bytes(b"a checkpoint")
    point.finish(DONE)
    return point


@pytest.fixture
def kept(tmp_path):
    """A folder with a state and a finished file in it."""
    point, state = begun(tmp_path), new_state("cnn")
    point.save(state.tensors(), **state.position(), step_name="2")
    return point.folder


def test_what_is_kept_is_found_again_and_nothing_else(kept):
    (kept / ".state.7.tmp.safetensors").write_bytes(b"half a file")
    (kept / "epoch-2.safetensors").write_bytes(b"written, but not counted")
    point, state = ResumePoint(kept, "mine"), new_state("cnn")
    assert point.about == json.loads(json.dumps(state.position())) | {"step_name": "2", "finished": [DONE]}
    assert all(torch.equal(tensor, point.tensors[name]) for name, tensor in state.tensors().items())
    assert (DONE in point, "epoch-2.safetensors" in point) == (True, False)
    assert files(kept) == {STATE, LOCK, DONE}


def test_what_was_not_saved_does_not_count(tmp_path):
    begun(tmp_path)
    again = ResumePoint(tmp_path / "resume", "mine")
    assert (dict(again.about), dict(again.tensors), files(again.folder)) == ({}, {}, {LOCK})


def test_what_belongs_to_something_else_is_not_continued(kept, caplog):
    with caplog.at_level("INFO"):
        other = ResumePoint(kept, "other")
    assert not other.about
    assert "belongs to other settings, data or code" in caplog.text
    assert files(kept) == {LOCK}


# Without a state nothing was counted yet.
@pytest.mark.parametrize(
    ("name", "how"), [(DONE, "missing"), *itertools.product([DONE, STATE], ["flipped", "truncated"])]
)
def test_a_damaged_file_is_set_aside(kept, caplog, name, how):
    before = files(kept)
    damage(kept / name, how)
    point = ResumePoint(kept, "mine")
    assert (dict(point.about), dict(point.tensors), DONE in point) == ({}, {}, False)
    assert f"{kept / name} is damaged; set aside as {kept}.damaged, starting over" in caplog.text
    assert files(kept) == {LOCK}
    assert files(kept.with_name("resume.damaged")) == before - ({name} if how == "missing" else set())


def test_a_folder_has_one_process(kept):
    code = f"""
import sys
from pathlib import Path
from hotcold.errors import InputError
from hotcold.steps.resume import ResumePoint
for _ in sys.stdin:
    try:
        print(ResumePoint(Path({str(kept)!r}), "mine").about["step_name"], flush=True)
    except InputError as error:
        print(error, flush=True)
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:

        def asked():
            print(file=other.stdin, flush=True)
            return other.stdout.readline()

        first = ResumePoint(kept, "mine")
        assert asked() == f"{kept}: another process is at this job; expected none. Wait for it, or stop it\n"
        del first
        assert asked() == "2\n"
        other.stdin.close()


def test_a_folder_that_cannot_be_locked_is_used_with_a_warning_and_goes_with_its_delivery(kept, caplog, monkeypatch):
    def no_locks(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    point = ResumePoint(kept, "mine")
    assert point.about["step_name"] == "2"
    assert f"{kept}: cannot be locked ([Errno {errno.ENOLCK}] No locks available)" in caplog.text
    point.deliver([output := kept.with_name("run") / DONE])
    assert output.read_bytes() == b"a checkpoint"
    assert not kept.exists()


def test_any_change_of_settings_code_or_content_changes_the_fingerprint(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")

    def prints(content):
        two.write_text(content)
        given = [("s", "c"), ("t", "c"), ("s", "d"), ("sc", "")]
        return [*(fingerprint(*words, [one, two]) for words in given), fingerprint("s", "c", [two, one])]

    assert len({*prints("b"), *prints("c")}) == 10
    assert prints("b") == prints("b")
