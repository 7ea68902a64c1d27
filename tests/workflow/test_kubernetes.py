"""Jobs as profiles/kubernetes submits them, with an S3 server and a stand-in for the cluster on this machine."""

import os
import re
import sys
from pathlib import Path

import pytest
import requests

from tests.workflow.checkouts import git
from tests.workflow.pods import pods_on_this_machine

pytestmark = pytest.mark.dag

for module in ("snakemake_executor_plugin_kubernetes", "snakemake_storage_plugin_s3", "moto.server"):
    pytest.importorskip(module, reason=f"{module} is missing; `make test-slurm` installs it")

PROFILE = ("--workflow-profile", "profiles/kubernetes", "--configfile", "config/smoke.yaml")
OWN = ("--config", "scores={'classifier': 'own'}", "threads=4")  # the profile's own --config gives way to it


@pytest.fixture
def bucket(monkeypatch):
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
    requests.post(f"{address}/moto-api/reset", timeout=60)  # buckets outlive their server
    server.stop()


def test_jobs_run_in_pods_and_leave_their_results_in_the_bucket(bucket, fresh_workflow, tmp_path_factory, monkeypatch):
    for command in (["init", "--quiet"], ["add", "--all"]):  # git tells Snakemake what travels with a job
        git(fresh_workflow.folder, *command)
    here = tmp_path_factory.mktemp("kubernetes")
    monkeypatch.setenv("KUBECONFIG", str(here / "kubeconfig"))
    # What stands for the image: its Python, and a pip with nothing to do, as the storage plugin is there.
    (here / "pip").write_text("#!/bin/sh\n")
    (here / "pip").chmod(0o755)
    path = os.pathsep.join([str(here), str(Path(sys.executable).parent), os.environ["PATH"]])
    with pods_on_this_machine(here / "kubeconfig", {"PATH": path}) as cluster:
        result = fresh_workflow.run("ks", "train_classifier", *PROFILE, *OWN, cores=None, timeout=1200)
    assert result.returncode == 0, result.stderr + cluster.output()

    stored = {item.key for item in bucket.objects.all()}
    assert {"results/smoke/figures/fig02_gaussianity.png", "results/smoke/features/classifier.safetensors"} <= stored
    containers = [job["spec"]["template"]["spec"]["containers"][0] for job in cluster.jobs.values()]
    asked = {re.search(r"--target-jobs '?(\w+)", each["args"][-1])[1]: each["resources"] for each in containers}

    def of(cpus, memory, **more):
        least, most = cpus
        about = {"memory": memory, "ephemeral-storage": "4000M", **more}
        return {"requests": {"cpu": least, **about}, "limits": {"cpu": most, **about}}

    one_core = of(("950m", "1000m"), "1500M")
    four_cores = of(("3800m", "4000m"), "2500M", **{"nvidia.com/gpu": "1"})
    analyses = dict.fromkeys(("analyse_schedules", "analyse_discretisation"), one_core)
    assert asked == {**analyses, "train_classifier": four_cores}


def test_every_job_asks_for_what_kubernetes_needs_to_know(bucket, fresh_workflow):
    asked = fresh_workflow.resources("all", "quality", *PROFILE, cores=None)
    submitted = {rule: resources for rule, resources in asked.items() if "runtime" in resources}
    assert {"train_run", "sample_latents", "analyse_schedules", "compare_samplers"} <= submitted.keys()
    for rule, resources in submitted.items():
        assert int(resources["mem_mb"]) > 0, rule
        assert resources["scale"] == "0", rule
        assert "gpu" not in resources or resources["gpu_manufacturer"] == "nvidia", rule
