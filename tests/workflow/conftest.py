"""What tests of the workflow share: a tiny study, and the finished one at smoke scale that a test may edit."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Workflow
from tests.workflow.tiny import make_study

Complaint = Callable[[Callable[[], None]], str]

SMOKE = ("--configfile", "config/smoke.yaml")
KS = "results/smoke/metrics/ks.parquet"
FIGURE = "results/smoke/figures/fig01_schedules.png"
ANALYSIS = (FIGURE, KS, *SMOKE, "short.yaml")
SHORT = "{timesteps: 20, sampling: {trace: {every: 10, ladder: [10, 20]}}}\n"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        make_study()
    return folder


@pytest.fixture
def study(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the tiny study, as the current folder."""
    shutil.copytree(made, tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def complaint(capfd: pytest.CaptureFixture[str]) -> Complaint:
    """Return what a command prints that exits with 1."""

    def printed(command: Callable[[], None]) -> str:
        with pytest.raises(SystemExit) as stopped:
            command()
        assert stopped.value.code == 1
        return capfd.readouterr().err

    return printed


@pytest.fixture
def restored(smoke: Workflow) -> Iterator[Workflow]:
    """Yield the finished study, whose sources and config a test may change."""
    names = ("config.yaml", "src", "config")
    kept = smoke.folder.parent / "kept"
    for name in names:
        copy = shutil.copytree if (smoke.folder / name).is_dir() else shutil.copy2
        kept.mkdir(exist_ok=True)
        copy(smoke.folder / name, kept / name)
    yield smoke
    for name in names:
        if (smoke.folder / name).is_dir():
            shutil.rmtree(smoke.folder / name)
        else:
            (smoke.folder / name).unlink()
    for name in names:
        shutil.move(kept / name, smoke.folder / name)


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """Return a workflow with digits, the analysis of schedules and its first figure made, by `ANALYSIS`."""
    workflow = Workflow(tmp_path_factory.mktemp("analysed"))
    (workflow.folder / "short.yaml").write_text(SHORT)
    result = workflow.run(*ANALYSIS)
    assert result.returncode == 0, result.stderr
    return workflow


def edit_config(workflow: Workflow, edit: Callable[[dict[str, Any]], None]) -> None:
    path = workflow.folder / "config.yaml"
    config = yaml.safe_load(path.read_text())
    edit(config)
    path.write_text(yaml.safe_dump(config, sort_keys=False))


def edit_source(workflow: Workflow, name: str) -> None:
    path = workflow.folder / "src" / "hotcold" / name
    path.write_text(path.read_text() + "\nEDITED = True\n")


def results(workflow: Workflow) -> Path:
    return workflow.folder / "results" / "smoke"
