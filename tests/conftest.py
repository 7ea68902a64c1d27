"""What tests share: bundled images, a web server, and copies of the project to run the workflow in."""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import settings

from hotcold.data.idx import Dataset, read_folder
from tests.data.http_server import Server
from tests.inception import inception_weights  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[1]
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info")
BUNDLED = ROOT / "src" / "hotcold" / "data" / "bundled"

settings.register_profile("usual", deadline=None, max_examples=25)  # how fast this machine is decides no test
settings.register_profile("thorough", deadline=None, max_examples=2500)
settings.load_profile("usual")


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    import torch  # not where tests are handed out to other processes

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return read_folder(BUNDLED / "mnist")


@pytest.fixture(scope="session")
def garments() -> Dataset:
    return read_folder(BUNDLED / "fashion-mnist")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) * 3 // 5] ^= 0xFF
        path.write_bytes(content)


def unreadable_npz() -> list[bytes]:
    """Return .npz files that are whole, but encrypted or packed in a way that nobody knows."""
    np.savez(file := io.BytesIO(), images=np.zeros(3))
    found = []
    for place, value in ((6, 1), (8, 99)):  # in the header of the file, and two bytes further on in that of the zip
        content = bytearray(file.getvalue())
        content[place] = content[content.index(b"PK\1\2") + place + 2] = value
        found.append(bytes(content))
    return found


def documented_faults() -> dict[str, tuple[str, str]]:
    """Return what the documentation says of each fault: the line that a user sees, and the test that shows it."""
    text = "".join((ROOT / "docs" / name).read_text() for name in ("reliability.md", "tested.md"))
    rows = re.findall(r"^\| ([^|]+) \| `([^|]+)` \| (?:[^|]+ \| )?`(test_\w+)` \|$", text, re.M)
    return {fault: (line, test) for fault, line, test in rows}


def matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".+".join(re.escape(part) for part in pattern.split("…")), text) is not None


Documented = Callable[[str, str], bool]


@pytest.fixture
def documented(request: pytest.FixtureRequest) -> Documented:
    """Return whether an output has the line that the documentation promises for a fault; … may be anything."""

    def has_the_line(fault: str, output: str) -> bool:
        ((line, test),) = (row for name, row in documented_faults().items() if matches(name, fault))
        assert test == request.node.originalname
        lines = output.splitlines()
        assert not any(one.startswith("Traceback") for one in lines), output
        return any(matches(line, one) for one in lines)

    return has_the_line


class Workflow:
    """A copy of the project's files, or of another copy with its results, and Snakemake to run in it."""

    screen = ""  # what was printed while the results were made

    def __init__(self, folder: Path, source: Path = ROOT) -> None:
        self.folder = folder
        names = ["Snakefile", "config.yaml", "workflow", "config", "src", "profiles"]
        for name in [*names, "results", ".snakemake"] if source != ROOT else names:
            copy = partial(shutil.copytree, ignore=IGNORED) if (source / name).is_dir() else shutil.copy2
            copy(source / name, folder / name)

    def run(
        self, *arguments: str, cores: int | None = 2, timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        on_cores = [] if cores is None else ["--cores", str(cores)]
        command = [sys.executable, "-m", "snakemake", *on_cores, *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=timeout)

    def jobs(self, *arguments: str) -> set[str]:
        """Return the rules that Snakemake would run, from its own table of jobs; ``plot_<figure>`` for each figure."""
        result = self.run("--dry-run", *arguments)
        assert result.returncode == 0, result.stderr
        lines = (result.stdout + result.stderr).splitlines()
        if not any(line.startswith("Job stats") for line in lines):
            assert any("Nothing to be done" in line for line in lines), lines
            return set()
        start = next(k for k, line in enumerate(lines) if line.startswith("Job stats")) + 3
        table = [line.split() for line in lines[start:]]
        end = next(k for k, words in enumerate(table) if words[:1] == ["total"])
        figures = {f"plot_{name}" for line in lines for name in re.findall(r"Drawing (\S+)", line)}
        return {words[0] for words in table[:end]} - {"all", "plot_figure"} | figures

    def runs(self, doing: str, *arguments: str) -> set[str]:
        """Return the runs that Snakemake would be ``doing`` something with: Training, Sampling."""
        result = self.run("--dry-run", *arguments)
        assert result.returncode == 0, result.stderr
        return set(re.findall(rf"{doing} (\S+), seed \d+", result.stdout + result.stderr))

    def resources(self, *arguments: str, cores: int | None = 2) -> dict[str, dict[str, str]]:
        """Return by rule what its jobs ask for, from a dry run."""
        asked = self._planned("resources", *arguments, cores=cores)
        return {rule: dict(item.split("=", 1) for item in items[0]) for rule, items in asked.items()}

    def inputs(self, *arguments: str) -> dict[str, set[str]]:
        """Return by rule the files that its jobs read, from a dry run."""
        return {rule: set().union(*read) for rule, read in self._planned("input", *arguments).items()}

    def _planned(self, line: str, *arguments: str, cores: int | None = 2) -> dict[str, list[list[str]]]:
        """Return a line of the plan by rule, job by job; messages, which hide it, are taken out of the rules."""
        for file in (self.folder / "workflow" / "rules").glob("*.smk"):
            file.write_text(re.sub(r"\n +message:\n.*", "", file.read_text()))
        result = self.run("--dry-run", *arguments, cores=cores)
        assert result.returncode == 0, result.stderr
        blocks = re.findall(r"^(?:local)?rule (\S+):\n((?: .*\n)+)", result.stdout, re.MULTILINE)
        planned: dict[str, list[list[str]]] = {}
        for rule, block in blocks:
            found = re.search(rf"    {line}: (.*)", block)
            if found and "    output: " in block:
                planned.setdefault(rule, []).append(found[1].split(", "))
        return planned


@pytest.fixture
def fresh_workflow(tmp_path: Path) -> Workflow:
    return Workflow(tmp_path)


@pytest.fixture(scope="session")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """The whole workflow, the comparison of samplers included, run once at smoke scale; tests leave it as it is.

    It runs once for all processes of the tests; each has a copy.
    """
    base = tmp_path_factory.getbasetemp()
    made = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made"
    with FileLock(made.with_name("made.lock")):
        if not made.exists():
            made.mkdir()
            result = Workflow(made).run("all", "quality", "--configfile", "config/smoke.yaml")
            made.with_name("made.log").write_text(result.stderr)
            made.with_name("made.code").write_text(str(result.returncode))
    screen = made.with_name("made.log").read_text()
    assert made.with_name("made.code").read_text() == "0", screen
    finished = Workflow(tmp_path_factory.mktemp("smoke"), made)
    finished.screen = screen
    return finished
