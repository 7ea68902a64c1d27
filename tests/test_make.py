"""`make` on machines as they are: no Python, an old one, a dead .venv, no network, no nproc, no HOME.

It runs for real in a copy of the project; packages come from where these tests run in the place of a registry.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig

import pytest

from tests.conftest import ROOT
from tests.workflow.checkouts import checkout

# Makes environments that see the packages installed here, pip among them.
PYTHON = f"""#!/bin/sh
case "$*" in
*venv*)
    "{sys.executable}" "$@" --without-pip &&
        echo '{sysconfig.get_path("purelib")}' > "$(echo .venv/lib/python*/site-packages)/others.pth"
    ;;
*) exec "{sys.executable}" "$@" ;;
esac
"""
OF_MAKE = {"CORES", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "PYTHON", "STUDY"}
OLD = '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.6 || exit 1\n'


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(0o755)


class Project:
    """A copy of the project's files, and make in it."""

    def __init__(self, folder):
        self.folder = checkout(folder / "a checkout").folder
        shutil.copy(ROOT / "Makefile", self.folder)
        (self.folder / "requirements.lock").touch()
        self.commands = folder / "commands"
        script(self.commands / "python3", PYTHON)

    def run(self, *arguments, **environment):
        """Run make as from a shell, though these tests may have been started by make."""
        inherited = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
        own = {"PATH": f"{self.commands}:{os.environ['PATH']}", "PIP_NO_BUILD_ISOLATION": "0"}
        options = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "check": False}
        environment = {**inherited, **own, **environment}
        return subprocess.run(["make", *arguments], cwd=self.folder, env=environment, **options)

    def make(self, *arguments, **environment):
        """Return what make prints."""
        result = self.run(*arguments, **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def refused(self, *arguments, **environment):
        """Return the one line with which make fails, but for its own."""
        result = self.run(*arguments, **environment)
        assert result.returncode
        (line,) = (line for line in result.stderr.splitlines() if not line.startswith("make: ***"))
        return line

    def ready(self):
        """Return whether .venv has a Python that runs this copy."""
        command = [self.folder / ".venv/bin/python", "-c", "import hotcold; print(hotcold.__file__)"]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        return result.stdout.strip() == str(self.folder / "src/hotcold/__init__.py")


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("installed"))
    assert "Installing" in project.make(".venv/ready", PIP_USER="1")
    assert project.ready()
    assert "Installing" not in project.make(".venv/ready")
    return project


def test_an_old_python_is_one_line_and_leaves_nothing(project, documented):
    script(project.commands / "python3", OLD)
    assert documented("No Python, or an old one", project.refused("all"))
    assert not (project.folder / ".venv").exists()
    assert "not found; expected Python 3.11 or newer" in project.refused("all", "PYTHON=python3.99")


@pytest.mark.dag
def test_packages_that_cannot_be_had_are_one_line(project, documented):
    (project.folder / "requirements.lock").write_text("a-package-that-nobody-has==1.0\n")
    said = project.refused("all", PIP_NO_INDEX="1")
    assert documented("Packages cannot be installed", said)
    assert "a-package-that-nobody-has" in said
    # The same command again goes on with what there is.
    (project.folder / "requirements.lock").write_text("")
    project.make(".venv/ready")
    assert project.ready()


def python_gone(project):
    (project.folder / ".venv/bin/python").unlink()
    (project.folder / ".venv/bin/python").symlink_to("/nowhere/python3")


def python_old(project):
    script(project.folder / ".venv/bin/python", OLD)


def of_another_folder(project):
    (path,) = (project.folder / ".venv").rglob("site-packages/__editable__*.pth")
    path.write_text(path.read_text().replace("a checkout", "moved"))


@pytest.mark.dag
@pytest.mark.parametrize("harm", [python_gone, python_old, of_another_folder])
def test_a_dead_environment_is_made_anew(installed, harm):
    harm(installed)
    assert "Installing" in installed.make(".venv/ready")
    assert installed.ready()
    assert "Installing" not in installed.make(".venv/ready")


@pytest.mark.dag
def test_the_workflow_runs_without_a_home_and_with_what_notebooks_set(installed):
    """Snakemake and Matplotlib keep caches; packages of the shell's own stay out."""
    (installed.folder / "probe.mk").write_text("probe:\n\t$(IN) -c 'import matplotlib'\n\t$(IN) -m snakemake -n ks\n")
    (installed.folder / "of the shell").mkdir()
    (installed.folder / "of the shell" / "numpy.py").write_text("raise ImportError('of the shell')\n")
    alien = {"MPLBACKEND": "module://nowhere", "PYTHONWARNINGS": "error"}
    said = installed.make(
        *("-f", "Makefile", "-f", "probe.mk", "probe"), HOME="/dev/null", PYTHONPATH="of the shell", **alien
    )
    assert "Drawing fig01_schedules" in said


@pytest.mark.dag
def test_cores_are_counted_without_nproc_and_whatever_openmp_is_told(installed):
    few = installed.commands.parent / "few"
    few.mkdir()
    for name in ("make", "sh", "getconf"):
        (few / name).symlink_to(shutil.which(name))
    cores = os.sysconf("SC_NPROCESSORS_ONLN")
    assert f" snakemake --cores {cores} all" in installed.make("-n", "all", PATH=str(few))
    few, all_ = (installed.make("-n", "all", OMP_NUM_THREADS=threads) for threads in ("1", ""))
    assert few == all_


@pytest.mark.parametrize("study", ["", ".", "..", "none", "../src", "lap top", "lap*", "$(HOME)", "'; rm -r src; '"])
def test_clean_refuses_what_is_no_study(project, documented, study):
    (project.folder / "results/laptop").mkdir(parents=True)
    assert documented("`make clean` without a study", project.refused("clean", f"STUDY={study}"))
    assert (project.folder / "results/laptop").is_dir()
    assert (project.folder / "src/hotcold").is_dir()


def test_clean_deletes_one_study(project):
    for name in ("laptop", "ladder", "elsewhere"):
        (project.folder / "results" / name).mkdir(parents=True)
    (project.folder / "results/linked").symlink_to(project.folder / "results/elsewhere")
    for study in ("laptop", "linked"):
        project.make("clean", f"STUDY={study}")
    assert sorted(path.name for path in (project.folder / "results").iterdir()) == ["elsewhere", "ladder"]


NO_NETWORK = '[ "$1" = --version ] || { echo no network >&2; exit 1; }'


@pytest.mark.parametrize(
    ("uv", "line"),
    [
        ("exit 127", "make: no uv; expected one, as from pip install uv"),
        (NO_NETWORK, "make: the lowest packages could not be installed (no network); see .versions/lowest.log"),
    ],
)
def test_versions_that_cannot_be_had_are_one_line(project, uv, line):
    script(project.commands / "uv", f"#!/bin/sh\n{uv}\n")
    assert project.refused("test-versions") == line


def test_help_lists_every_target(project):
    phony = re.findall(r"^\.PHONY: help (.*)$", (project.folder / "Makefile").read_text(), re.MULTILINE)
    listed = re.findall(r"^make (\S+) +\S", project.make("help"), re.MULTILINE)
    assert set(listed) == {"help", *phony[0].split()}
