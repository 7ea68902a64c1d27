"""What tests of the workflow share: a tiny study, and the finished one at smoke scale that a test may edit."""

import shutil

import pytest
import yaml

from tests.conftest import Workflow
from tests.workflow.checkouts import succeeded
from tests.workflow.tiny import make_study

SMOKE = ("--configfile", "config/smoke.yaml")
KS = "results/smoke/metrics/ks.parquet"
FIGURE = "results/smoke/figures/fig01_schedules.png"
ANALYSIS = (FIGURE, KS, *SMOKE, "short.yaml")
SHORT = """timesteps: 25
sampling: {trace: {every: 10, ladder: [10, 20]}}
schedules:
  linear: {options: {rescale: true}}
  cosine: {options: {max_beta: 0.999}}
  constant: {options: {rescale: true}}
  inverse_linear: {options: {rescale: true}}
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        make_study()
    return folder


@pytest.fixture
def study(made, tmp_path, monkeypatch):
    """Return a copy of the tiny study, as the current folder."""
    shutil.copytree(made, tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def complaint(capfd):
    """Return what a command prints that exits with 1."""

    def printed(command):
        with pytest.raises(SystemExit) as stopped:
            command()
        assert stopped.value.code == 1
        return capfd.readouterr().err

    return printed


@pytest.fixture
def copied(smoke, tmp_path):
    """Return a copy of the finished study, which a test may change."""
    return Workflow(tmp_path, smoke.folder)


@pytest.fixture(scope="session")
def analysed(tmp_path_factory):
    """Return a workflow with digits, the analysis of schedules and its first figure made, by `ANALYSIS`."""
    workflow = Workflow(tmp_path_factory.mktemp("analysed"))
    (workflow.folder / "short.yaml").write_text(SHORT)
    succeeded(workflow.run(*ANALYSIS))
    return workflow


def edit_config(workflow, edit):
    path = workflow.folder / "config.yaml"
    config = yaml.safe_load(path.read_text())
    edit(config)
    path.write_text(yaml.safe_dump(config, sort_keys=False))


def results(workflow):
    return workflow.folder / "results" / "smoke"
