"""The image: really built, on Debian in place of the CUDA base, and the study's first targets run in it.

Apptainer itself is not run: a stand-in answers in its place, which shows that Snakemake's calls and the image fit.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hotcold.storage.arrays import read_arrays
from tests.conftest import ROOT
from tests.workflow.checkouts import succeeded
from tests.workflow.conftest import SMOKE

MISSING = [command for command in ("debootstrap", "podman", "runc") if shutil.which(command) is None]
NEEDED, FREE = 30e9, shutil.disk_usage(tempfile.gettempdir()).free  # bytes; the image is there three times for a while
IMAGE = "localhost/hotcold:test"
USER = 10001

pytestmark = [
    pytest.mark.image,
    pytest.mark.skipif(bool(MISSING), reason=f"missing commands: {', '.join(MISSING)}"),
    pytest.mark.skipif(os.getuid() != 0, reason="needs root, for debootstrap and mounts"),
    pytest.mark.skipif(
        FREE < NEEDED, reason=f"{tempfile.gettempdir()} has {FREE / 1e9:.0f} GB left, needs {NEEDED / 1e9:.0f}"
    ),
]


def pip_volumes(folder):
    """Return the volumes that give pip in a build this machine's way to the network, where it is a special one."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    settings = [line.split("=", 1) for line in listing.splitlines()]
    settings.sort(reverse=True)  # the environment, ":env:", comes last and wins
    options = {key.rsplit(".", 1)[-1]: ast.literal_eval(value) for key, value in settings}
    network = {key: options[key] for key in ("index-url", "proxy", "trusted-host") if key in options}
    volumes = [f"{folder / 'pip.conf'}:/etc/pip.conf:ro"]
    if "cert" in options:
        network["cert"] = "/etc/pip.crt"
        volumes.append(f"{options['cert']}:/etc/pip.crt:ro")
    (folder / "pip.conf").write_text("[global]\n" + "".join(f"{key} = {value}\n" for key, value in network.items()))
    return volumes


class Podman:
    """Podman that keeps everything in one folder."""

    def __init__(self, folder):
        containers, storage = folder / "containers.conf", folder / "storage.conf"
        containers.write_text(
            f"""
            [containers]
            netns = "host"
            volumes = {json.dumps(pip_volumes(folder))}
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            """
        )
        storage.write_text(
            f"""
            [storage]
            driver = "overlay"
            graphroot = "{folder / "storage"}"
            runroot = "{folder / "run"}"
            [storage.options.overlay]
            skip_mount_home = "true"
            """
        )
        self.environment = {"CONTAINERS_CONF": str(containers), "CONTAINERS_STORAGE_CONF": str(storage)}

    def __call__(self, *arguments):
        result = subprocess.run(
            ["podman", *arguments], env=os.environ | self.environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, (result.stdout + result.stderr)[-2000:]
        return result.stdout


@pytest.fixture(scope="module")
def podman(tmp_path_factory):
    """Podman with the image in it, built anew; it takes several GB and is gone at the end."""
    folder = tmp_path_factory.mktemp("podman")
    podman = Podman(folder)
    try:
        base, archive = folder / "base", folder / "base.tar"
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", base], stdout=subprocess.DEVNULL, check=True)
        subprocess.run(["tar", "-C", base, "--exclude=./dev", "--exclude=./proc", "-cf", archive, "."], check=True)
        podman("import", str(archive), "localhost/base")
        podman("build", "--layers=false", "--build-arg=BASE=localhost/base", f"--tag={IMAGE}", str(ROOT))
        yield podman
    finally:
        podman("rmi", "--all", "--force")
        shutil.rmtree(folder)


def test_it_holds_the_locked_versions_and_nothing_else(podman):
    lines = re.findall(r"^([\w.-]+==[^\\\n]+)", (ROOT / "requirements.lock").read_text(), re.M)
    version = podman("run", "--rm", IMAGE, "python", "-c", "import platform; print(platform.python_version())").strip()
    locked = {
        canonicalize_name(requirement.name): str(requirement.specifier)
        for requirement in map(Requirement, lines)
        if not requirement.marker or requirement.marker.evaluate({"python_full_version": version})
    }
    listing = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    installed = json.loads(podman("run", "--rm", IMAGE, "python", "-c", listing))
    assert {canonicalize_name(name): f"=={version}" for name, version in installed.items()} == locked


def test_its_user_is_not_root_and_finds_no_build_tools(podman):
    probe = "id --user; find /study -name '*.py' -writable; command -v pip pip3 gcc cc make; true"
    assert podman("run", "--rm", IMAGE, "bash", "-c", probe).split() == [str(USER)]


def test_only_what_the_study_needs_goes_in(podman):
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    ours = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    inside = podman("run", "--rm", IMAGE, "find", ".", "-type", "f", "-printf", "%P\\n").split()
    needed = {"Snakefile", "config.yaml", "src/hotcold/steps/command.py", "src/hotcold/data/bundled/SHA256SUMS"}
    assert needed <= set(inside)
    assert set(inside) <= set(ours)
    assert not [path for path in inside if path.startswith(("tests/", "docs/"))]


def test_first_targets_give_the_same_bits_inside_and_outside(podman, fresh_workflow):
    target = "results/smoke/runs/gaussian-linear-cnn/seed-0/epoch-2.safetensors"
    inside = fresh_workflow.folder / "inside" / "results"
    inside.mkdir(parents=True)
    os.chown(inside, USER, USER)
    podman(
        *("run", "--rm", f"--volume={inside}:/study/results", IMAGE),
        *("snakemake", "--cores", "2", "ks", target, *SMOKE),
    )
    succeeded(fresh_workflow.run(target, *SMOKE))
    assert (inside.parent / target).read_bytes() == (fresh_workflow.folder / target).read_bytes()
    assert (inside / "smoke" / "figures" / "fig02_gaussianity.png").stat().st_uid == USER


def test_a_user_that_the_image_does_not_know_can_run_it(podman, tmp_path, digits):
    folders = {tmp_path / name: f"/study/{name}" for name in ("results", ".snakemake")}
    for folder in folders:
        folder.mkdir()
        os.chown(folder, 4321, 4321)
    targets = "results/laptop/data/digits.npz results/laptop/metrics/architecture.parquet"
    command = (
        *("run", "--rm", "--user=4321:4321", *(f"--volume={outside}:{inside}" for outside, inside in folders.items())),
        *(IMAGE, "bash", "-c", f"snakemake --cores 1 {targets} 2>&1"),
    )
    podman(*command)
    assert "Nothing to be done" in podman(*command)
    written = tmp_path / "results/laptop/data/digits.npz"
    assert written.stat().st_uid == 4321
    arrays = read_arrays(written, "digits")
    images = np.concatenate([arrays["train_images"], arrays["validation_images"]])
    np.testing.assert_array_equal(images, digits.train_images)


@pytest.mark.parametrize("container", ["hotcold.sif", f"docker://{IMAGE}"])
def test_under_apptainer_the_checkouts_code_runs_on_the_images_python(
    podman, fresh_workflow, tmp_path_factory, monkeypatch, container
):
    beside = tmp_path_factory.mktemp("apptainer")
    stand_in, calls = beside / "apptainer", beside / "calls"
    shutil.copy2(ROOT / "tests" / "workflow" / "apptainer_stand_in.py", stand_in)
    stand_in.chmod(0o755)
    settings = podman.environment | {"APPTAINER_CALLS": str(calls), "PATH": f"{beside}:{os.environ['PATH']}"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    folder = fresh_workflow.folder
    (folder / "hotcold.sif").write_text(IMAGE)
    edited = folder / "src/hotcold/diffusion/schedules/linear.py"
    edited.write_text(edited.read_text() + "\n\nimport sys\n\nprint(sys.executable, 'runs', __file__)\n")
    before = {path.name for path in folder.iterdir()}

    figure = "results/smoke/figures/fig01_schedules.png"
    result = fresh_workflow.run(figure, "--sdm", "apptainer", "--config", f"container={container}", *SMOKE)

    assert result.returncode == 0, result.stderr
    assert f"/opt/venv/bin/python runs {edited}" in (folder / "results/smoke/logs/analyse_schedules.log").read_text()
    steps = [call for call in calls.read_text().splitlines() if call.startswith("exec ")]
    assert len(steps) == 4  # the digits, the analysis, the verdict that the figure names, the figure
    assert all(f"--home {folder} --nv " in call for call in steps)
    assert {path.name for path in folder.iterdir()} - before == {"results", ".snakemake"}
