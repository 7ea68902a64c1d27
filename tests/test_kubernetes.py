"""Jobs as profiles/kubernetes submits them, with an S3 server and a stand-in for the cluster on this machine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workflow
from tests.pods import pods_on_this_machine

pytestmark = pytest.mark.dag

for module in ("snakemake_executor_plugin_kubernetes", "snakemake_storage_plugin_s3", "moto.server"):
    pytest.importorskip(module, reason=f"{module} is missing; `make test-slurm` installs it")

PROFILE = ("--workflow-profile", "profiles/kubernetes", "--configfile", "config/smoke.yaml")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield the bucket that profiles/kubernetes names, on a server of its own."""
    import boto3

    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    monkeypatch.setenv("SNAKEMAKE_STORAGE_S3_ENDPOINT_URL", address)
    monkeypatch.setenv("SNAKEMAKE_STORAGE_S3_ACCESS_KEY", "test")
    monkeypatch.setenv("SNAKEMAKE_STORAGE_S3_SECRET_KEY", "test")
    yield boto3.resource("s3", endpoint_url=address, **keys).create_bucket(Bucket="hotcold")
    server.stop()


@pytest.fixture
def committed_workflow(fresh_workflow: Workflow) -> Workflow:
    """Return a workflow under git, which tells Snakemake what travels with a job."""
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=fresh_workflow.folder, check=True)
    return fresh_workflow


def pod_environment(workflow: Workflow, folder: Path) -> dict[str, str]:
    """Return what makes up for the image: the package, and the storage plugin in place, so that pip has nothing to do."""
    commands = folder / "commands"
    commands.mkdir()
    (commands / "pip").write_text("#!/bin/sh\n")
    (commands / "pip").chmod(0o755)
    return {
        "PATH": os.pathsep.join([str(commands), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(workflow.folder / "src"),
    }


def test_jobs_run_in_pods_and_leave_their_results_in_the_bucket(
    bucket: Any, committed_workflow: Workflow, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    here = tmp_path_factory.mktemp("kubernetes")
    monkeypatch.setenv("KUBECONFIG", str(here / "kubeconfig"))
    with pods_on_this_machine(here / "kubeconfig", pod_environment(committed_workflow, here)) as cluster:
        result = committed_workflow.run("ks", "train_classifier", *PROFILE, cores=None, timeout=1200)
    assert result.returncode == 0, result.stderr + cluster.output()

    stored = {item.key for item in bucket.objects.all()}
    assert {"results/smoke/figures/fig02_gaussianity.png", "results/smoke/features/classifier.safetensors"} <= stored
    containers = [job["spec"]["template"]["spec"]["containers"][0] for job in cluster.jobs.values()]
    asked = {re.search(r"--target-jobs '?(\w+)", each["args"][-1])[1]: each["resources"] for each in containers}
    disk = {"ephemeral-storage": "4000M"}
    gpu = {"nvidia.com/gpu": "1"}
    assert asked == {
        "analyse_schedules": {
            "requests": {"cpu": "950m", "memory": "1500M", **disk},
            "limits": {"cpu": "1000m", "memory": "1500M", **disk},
        },
        "train_classifier": {
            "requests": {"cpu": "3800m", "memory": "2500M", **disk, **gpu},
            "limits": {"cpu": "4000m", "memory": "2500M", **disk, **gpu},
        },
    }


def test_every_job_asks_for_what_kubernetes_needs_to_know(bucket: Any, fresh_workflow: Workflow):
    result = fresh_workflow.run("all", "quality", *PROFILE, "--dry-run", cores=None)
    assert result.returncode == 0, result.stderr
    blocks = re.findall(r"^rule (\S+):\n(.*?)\n\n", result.stdout, re.MULTILINE | re.DOTALL)
    jobs = [(rule, block) for rule, block in blocks if "\n    output: " in f"\n{block}"]
    assert len(jobs) > 30
    for rule, block in jobs:
        asked = dict(item.split("=", 1) for item in re.search(r"resources: (.*)", block)[1].split(", "))
        assert int(asked["mem_mb"]) > 0, rule
        assert asked["scale"] == "0", rule
        assert "gpu" not in asked or asked["gpu_manufacturer"] == "nvidia", rule
