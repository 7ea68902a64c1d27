"""A step is told its settings as YAML, and says in one line what is wrong."""

import importlib.util
import io
import sys
from pathlib import Path

import pytest
from pydantic import PositiveInt

from hotcold.errors import DamagedError, InputError
from hotcold.steps.command import Arguments, run
from hotcold.steps.signals import StoppedError
from tests.conftest import ROOT

SCRIPTS = sorted(path.stem for path in (ROOT / "workflow" / "scripts").glob("*.py"))


class Draw(Arguments):
    """Draw a picture."""

    width: PositiveInt
    """How wide it is,
    in pixels."""

    names: list[str] = []
    """Who is on it."""


GOOD = "width: 3  # pixels\nnames: [ö, 'no']\n"


def fails(error):
    def main(_):
        raise error

    return main


@pytest.fixture
def exits(capfd):
    """Return the exit code and what was said."""

    def by(error, *argv):
        with pytest.raises(SystemExit) as stopped:
            run(fails(error), Draw, argv)
        said = capfd.readouterr()
        return stopped.value.code, said.out + said.err

    return by


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("source", ["a file", "-", "nothing"])
def test_settings_come_from_a_file_or_from_standard_input(good, monkeypatch, source):
    monkeypatch.setattr("sys.stdin", io.StringIO("" if source == "a file" else GOOD))
    told = []
    run(told.append, Draw, {"a file": [good], "-": ["-"], "nothing": []}[source])
    assert told == [Draw(width=3, names=["ö", "no"])]


NO_YAML = "bad.yaml: not the step's settings as YAML ("


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "width: missing (see --help)"),
        (b"names: []", "width: missing (see --help)"),
        (b"{width: 3, heigth: 4}", "heigth: no such key (see --help)"),
        (b"{width: wide}", "width: Input should be a valid integer, unable to parse string as an integer, not 'wide'"),
        (b"{width: 0}", "width: Input should be greater than 0, not 0"),
        (b"{width: 3, names: [a, 1]}", "names.1: Input should be a valid string, not 1"),
        (b'{width: 3, "a\\nb": 4}', r"'a\nb': no such key"),
        (b"- width", "Input should be a valid dictionary"),
        (b"width: [3", f"{NO_YAML}while parsing a flow sequence); see --help"),
        (b"a: b: c", f"{NO_YAML}mapping values are not allowed here); see --help"),
        (b"a: &a [*b]", f"{NO_YAML}found undefined alias 'b'); see --help"),
        (b"a: !!python/object/apply:os.getcwd []", NO_YAML),
        (b"day: 2026-02-31", NO_YAML),
        (b"\xff\xfe\xfd", NO_YAML),
        (None, f"{NO_YAML}[Errno 2] No such file or directory"),
    ],
)
def test_bad_settings_are_one_line(tmp_path, monkeypatch, exits, content, line):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("bad.yaml").write_bytes(content)
    code, said = exits(AssertionError("it began"), "bad.yaml")
    assert code == 2
    assert said.startswith(f"error: {line}")
    assert said.endswith("see --help)\n" if "(see" in line else "\n")
    assert said.count("\n") == 1


def test_help_lists_every_key_with_its_text(exits):
    code, said = exits(AssertionError, "--help")
    assert code == 0
    assert "Draw a picture.\n\nsettings:\n  width: How wide it is, in pixels.\n  names: Who is on it. [[]]\n" in said


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_step_explains_its_keys(name, capfd, monkeypatch):
    spec = importlib.util.spec_from_file_location(name, ROOT / "workflow" / "scripts" / f"{name}.py")
    script = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, script)  # where Python 3.13 looks for a class's source
    spec.loader.exec_module(script)
    (arguments,) = (one for one in vars(script).values() if isinstance(one, type) and one.__module__ == name)
    with pytest.raises(SystemExit):
        run(script.main, arguments, ["--help"])
    said = capfd.readouterr().out
    assert arguments.__doc__.strip() in said
    for key, field in arguments.model_fields.items():
        assert field.description, key
        assert f"\n  {key}: {' '.join(field.description.split())}" in said


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InputError("x.npz: missing; expected it"), 1, "x.npz: missing; expected it"),
        (FileNotFoundError(2, "No such file or directory", "a/b"), 1, "a/b: No such file or directory"),
        (MemoryError("9 PiB"), 1, "not enough memory (9 PiB); expected fewer images, or more memory"),
        (StoppedError(15, "SIGTERM: stopped in epoch 2"), 143, "SIGTERM: stopped in epoch 2"),
    ],
)
def test_what_goes_wrong_is_one_line(good, exits, error, code, line):
    assert exits(error, good) == (code, f"error: {line}\n")


@pytest.mark.parametrize("error", [OSError("no file's fault"), KeyError("a bug")])
def test_what_is_no_fault_of_a_file_keeps_its_traceback(good, error):
    with pytest.raises(type(error)):
        run(fails(error), Draw, [good])


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A folder with results, a folder beside them, and links between the two; it is the current folder."""
    monkeypatch.chdir(tmp_path)
    for path in ("results/laptop/data/made.npz", "mine/own.npz"):
        Path(path).parent.mkdir(parents=True)
        Path(path).write_text(path)
    Path("results/laptop/out").symlink_to(tmp_path / "mine")
    Path("results/laptop/linked.npz").symlink_to(tmp_path / "mine" / "own.npz")
    Path("mine/in").symlink_to(tmp_path / "results" / "laptop")
    Path("links").mkdir()
    Path("links/results").symlink_to(tmp_path / "results")
    return tmp_path


@pytest.mark.parametrize("root", ["", "here", "mine/in/../..", "links"])
def test_a_damaged_result_is_set_aside(study, good, exits, root):
    path = (study if root == "here" else Path(root)) / "results" / "laptop" / "data" / "made.npz"
    aside = study / "results" / "laptop" / "data" / "made.npz.damaged"
    assert exits(DamagedError(path, "broken"), good) == (
        1,
        f"error: {path}: broken; expected it as it was written; set aside as {path}.damaged;"
        " run again, and it is made anew\n",
    )
    assert aside.read_text() == "results/laptop/data/made.npz"
    assert not aside.with_suffix("").exists()


def test_a_damaged_result_that_cannot_be_moved_is_still_one_line(study, good, exits):
    path = Path("results/laptop/data/made.npz")
    Path(f"{path}.damaged").mkdir()
    message = "it could not be set aside (Is a directory); move it away and run again"
    assert exits(DamagedError(path, "broken"), good) == (
        1,
        f"error: {path}: broken; expected it as it was written; {message}\n",
    )


@pytest.mark.parametrize(
    "path",
    [
        "mine/own.npz",
        "results/../mine/own.npz",
        "results/laptop/out/own.npz",  # through a link that leads out
        "results/laptop/gone.npz",
        "results/laptop/data",
        "results",
    ],
)
def test_a_file_elsewhere_stays_where_it_is(study, good, exits, path):
    def tree():
        return {path: path.is_file() and path.read_text() for path in study.rglob("*")}

    before = tree()
    line = f"error: {path}: broken; expected it as it was written; move it away and run again\n"
    assert exits(DamagedError(Path(path), "broken"), good) == (1, line)
    assert tree() == before


def test_a_link_among_the_results_is_set_aside_and_what_it_leads_to_is_not(study, good, exits):
    link = Path("results/laptop/linked.npz")
    assert "set aside as" in exits(DamagedError(link, "broken"), good)[1]
    assert (study / "mine" / "own.npz").read_text() == "mine/own.npz"
    assert not link.is_symlink()
