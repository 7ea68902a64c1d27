"""The workflow used from elsewhere: from other folders, in other workflows, from a tag, and from awkward places."""

import functools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path

import pandas as pd
import pytest
import yaml

import hotcold
from tests.conftest import ROOT, files
from tests.workflow.checkouts import HOT, SETTINGS, checkout, elsewhere, git, snakemake, succeeded, write_config

pytestmark = pytest.mark.dag

AWKWARD = "a b:c'd\"é{e}%s $f"
TAG = f"v{hotcold.__version__}"
STUDY = {"runs": HOT, "animations": {"runs": ["hot"], "images": 4, "frames": 2}, "claims": []}


@pytest.fixture
def project(tmp_path):
    """Return a checkout of a study of one run, whose steps print where their code is."""
    return studied(checkout(tmp_path / "checkout"))


def studied(workflow):
    write_config(workflow.folder / "config.yaml", STUDY)
    command = workflow.folder / "src" / "hotcold" / "steps" / "command.py"
    command.write_text(command.read_text() + '\nprint(f"the code of {__file__}")\n')
    return workflow


def trained(folder, code, study="tiny"):
    """Check that a study was trained in a folder, by the code of another."""
    losses = pd.read_parquet(folder / f"results/{study}/metrics/losses.parquet")
    assert set(losses["run"]) == {"hot"}
    log = (folder / f"results/{study}/logs/train/hot-seed-0.log").read_text()
    assert f"the code of {code}/src/hotcold/steps/command.py" in log


def made(folder, study="tiny"):
    """Check that all of a study was made in a folder."""
    results = folder / "results" / study
    names = ("scores.parquet", "losses_by_t.parquet", "ks_crossings.parquet")
    expected = [*(f"metrics/{name}" for name in names), "figures/fig08_final_samples.png", "animations/hot.gif"]
    assert all((results / name).is_file() for name in [*expected, "index.html"])


def importing(folder, snakefile, rest=""):
    """Write a workflow that imports the study, with a config of its own."""
    folder.mkdir()
    write_config(folder / "own.yaml", STUDY, study="own")
    text = f"""
    configfile: "own.yaml"

    module hotcold:
        snakefile: {snakefile}
        config: config

    use rule * from hotcold as hotcold_*
    {textwrap.indent(textwrap.dedent(rest), "    ").strip()}

    rule all:
        default_target: True
        input: rules.hotcold_train.input
    """
    (folder / "Snakefile").write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def test_another_folder_to_work_in(project, tmp_path):
    before = files(project.folder)
    arguments = ("-s", project.folder / "Snakefile", "-d", tmp_path / "elsewhere", "train")
    succeeded(snakemake(tmp_path, *arguments))
    trained(tmp_path / "elsewhere", project.folder)
    assert {name for name in files(project.folder) - before if "__pycache__" not in name} == set()
    assert "Nothing to be done" in succeeded(snakemake(tmp_path, "-n", *arguments))


def test_a_module_from_a_path(project, tmp_path):
    """With one rule overridden: its log lies elsewhere, and it says something of its own."""
    rest = """
    use rule train_run from hotcold as hotcold_train_run with:
        log: "logs/{run}-{seed}.log"
        message: "Training it here"
    """
    folder = importing(tmp_path / "own", '"../checkout/Snakefile"', rest)
    printed = succeeded(snakemake(folder))
    assert "Training it here" in printed
    assert f"the code of {project.folder}" in (folder / "logs" / "hot-0.log").read_text()
    assert set(pd.read_parquet(folder / "results/own/metrics/losses.parquet")["run"]) == {"hot"}
    assert "Nothing to be done" in succeeded(snakemake(folder, "-n"))


def test_a_part_of_a_larger_config_below_a_folder(project, tmp_path):
    folder = importing(tmp_path / "own", '"../checkout/Snakefile"')
    (folder / "own.yaml").write_text(yaml.safe_dump({"hotcold": yaml.safe_load((folder / "own.yaml").read_text())}))
    text = (folder / "Snakefile").read_text()
    part = 'config: config["hotcold"]\n    prefix: "below"\n'
    (folder / "Snakefile").write_text(text.replace("config: config\n", part))
    printed = succeeded(snakemake(folder, "-n", "-p"))
    assert "digits: below/results/own/data/digits.npz" in printed
    assert "> below/results/own/logs/train/hot-seed-0.log" in printed


def test_a_config_over_that_of_the_study(project, tmp_path):
    """Merged key by key: what it leaves out is the study's, and not a default of the model."""
    folder = importing(tmp_path / "own", '"../checkout/Snakefile"')
    own = {"study": "own", "training": {"batch_size": 7}}
    (folder / "own.yaml").write_text(yaml.safe_dump(own))
    text = (folder / "Snakefile").read_text()
    (folder / "Snakefile").write_text(f'configfile: "../checkout/config.yaml"\n{text}')
    printed = succeeded(snakemake(folder, "-n", "-p"))
    assert "> results/own/logs/train/hot-seed-0.log" in printed
    assert re.search(r"^training:.*\bepochs: 1\b.*\bbatch_size: 7\b", printed, re.MULTILINE | re.DOTALL)


def test_the_default_target(project, tmp_path):
    """All of the study, in its own folder, in the shortest workflow that imports it, and from either Snakefile."""
    jobs = project.jobs("all")
    assert {"train_run", "plot_fig01_schedules", "plot_fig06_fid"} <= jobs
    assert project.jobs() == project.jobs("-s", "workflow/Snakefile") == jobs
    short = elsewhere(project, tmp_path / "short")
    short.folder.mkdir()
    text = 'module hotcold:\n    snakefile: "../checkout/Snakefile"\n\nuse rule * from hotcold\n'
    (short.folder / "Snakefile").write_text(text)
    assert short.jobs() == jobs


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Return a repository whose tag holds the workflow, and whose working tree holds nothing of it any more."""
    folder = checkout(tmp_path_factory.mktemp("repository") / "hotcold").folder
    git(folder, "init", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "A version")
    git(folder, "tag", TAG)
    return folder


@pytest.fixture(scope="module")
def installed(repository, tmp_path_factory):
    """Return an environment in which the package is installed from that repository, and the tag's tree removed."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    here, there = (Path(sysconfig.get_path("purelib", vars=base)) for base in ({}, {"base": str(folder)}))
    install = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--target", there]
    subprocess.run([sys.executable, "-m", "pip", *install, repository], check=True)
    # What else is installed here; a checkout that is installed here as editable is not.
    (there / "others.pth").write_text(f"{here}\n")
    git(repository, "rm", "-r", "--quiet", ".")
    shutil.rmtree(repository / "src", ignore_errors=True)
    return folder


def test_a_module_from_a_tag(repository, installed, tmp_path):
    """With no checkout beside it: the steps' code is the installed package's, the scripts are the tag's."""
    rest = """
    use rule get_data from hotcold as hotcold_get_data with:
        log: "logs/{name}.log"
    """
    tag = f'gitfile({str(repository)!r}, path="workflow/Snakefile", tag="{TAG}")'
    folder = importing(tmp_path / "own", tag, rest)
    with_it = functools.partial(snakemake, folder, python=installed / "bin" / "python")
    printed = succeeded(with_it("-p", "hotcold_all"))
    made(folder, "own")
    assert set(pd.read_parquet(folder / "results/own/metrics/losses.parquet")["run"]) == {"hot"}
    assert (folder / "logs" / "digits.log").is_file()
    assert not (repository / "workflow").exists()
    assert re.search(r"python \S+/workflow/step\.py@\S+ \S+/workflow/scripts/train\.py@", printed)
    assert "Nothing to be done" in succeeded(with_it("-n", "hotcold_all"))
    succeeded(with_it("--report", "report.html", "hotcold_ks"))
    assert "Share of the signal left (left)" in (folder / "report.html").read_text(encoding="utf-8")
    # Another version of the package is refused.
    package = next(installed.rglob("hotcold/__init__.py"))
    version = package.read_text()
    package.write_text(version.replace(hotcold.__version__, "0.0.1"))
    refused = with_it("-n")
    package.write_text(version)
    assert refused.returncode == 1
    lines = (refused.stdout + refused.stderr).splitlines()
    message = f"the package hotcold is installed in version 0.0.1; expected {hotcold.__version__}, this workflow's own"
    assert message in lines
    assert not any(line.startswith(("Traceback", "WorkflowError")) for line in lines)


def test_the_workflow_asks_for_its_own_version():
    asked = re.search(r'^VERSION = "(.+)"$', (ROOT / "workflow/rules/common.smk").read_text(), re.MULTILINE)[1]
    assert asked == hotcold.__version__


def test_a_checkout_that_cannot_be_written_to(project, tmp_path):
    target = ["-s", project.folder / "Snakefile", "-d", tmp_path / "results of mine", "all"]
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *map(str, target)]
    if os.geteuid() == 0:  # whom permissions do not stop
        mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && ! touch "$0/new" && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", mount, str(project.folder), *command]
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
            pytest.skip("needs to mount, or another user than root")
    else:
        for path in [project.folder, *project.folder.rglob("*")]:
            path.chmod(path.stat().st_mode & ~0o222)
    try:
        succeeded(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False))
    finally:
        for path in [project.folder, *project.folder.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o200)
    trained(tmp_path / "results of mine", project.folder)
    made(tmp_path / "results of mine")
    assert not list(project.folder.rglob("__pycache__"))


def test_awkward_places(tmp_path):
    """Names with spaces, colons, quotes, letters beyond ASCII and what shells and formats expand."""
    project = studied(checkout(tmp_path / f"checkout {AWKWARD}"))
    work = tmp_path / f"work {AWKWARD}"
    data = tmp_path / f"digits {AWKWARD}"
    shutil.copytree(ROOT / "src/hotcold/data/bundled/mnist", data)
    config = write_config(tmp_path / f"{AWKWARD}.yaml", STUDY, data={**SETTINGS["data"], "digits": str(data)})
    arguments = ["all", "-s", project.folder / "Snakefile", "-d", work, "--configfile", config]
    succeeded(snakemake(tmp_path, *arguments))
    trained(work, project.folder)
    made(work)
    assert "Nothing to be done" in succeeded(snakemake(tmp_path, "-n", *arguments))


def test_awkward_places_of_a_module(tmp_path):
    project = studied(checkout(tmp_path / f"checkout {AWKWARD}"))
    folder = importing(tmp_path / f"own {AWKWARD}", repr(str(project.folder / "Snakefile")))
    succeeded(snakemake(folder, "all"))
    trained(folder, project.folder, "own")
