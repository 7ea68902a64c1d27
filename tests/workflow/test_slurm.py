"""The smoke study on a SLURM of one node, through profiles/slurm, with jobs cancelled and preempted on the way."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml

from tests.workflow.one_node_slurm import GPUS, missing, one_node_slurm, wait_until

pytestmark = pytest.mark.slurm

CANCELLED, PREEMPTED = "gaussian-linear-cnn", "gaussian-cosine-cnn"
# Trainings that are still at it when they are killed. Only a SIGTERM that reaches them makes a resume point so early.
LONG = {run: {"training": {"batch_size": 1}} for run in (CANCELLED, PREEMPTED)}
EPOCHS = (30, 60)
OVERLAY = {"resume_seconds": 3600, "training": {"epochs": EPOCHS[-1], "checkpoints": list(EPOCHS)}, "runs": LONG}
THREADS = 1  # of networks so small that more only wait for each other

# All rules that are submitted: how many jobs, and what each asks for first: CPUs, GPUs, memory, time limit.
JOBS = {
    "train_run": (10 + 1, (THREADS, 1, "4000M", "12:00:00")),  # one of them twice
    "sample_run": (12, (THREADS, 1, "4000M", "12:00:00")),
    "trace_run": (12, (THREADS, 1, "2500M", "02:00:00")),
    "animate_run": (2, (THREADS, 1, "2500M", "02:00:00")),
    "sample_latents": (5, (THREADS, 1, "2500M", "04:00:00")),
    "measure_latents": (1, (1, 1, "2500M", "01:00:00")),
    "compute_reference": (1, (1, 1, "2500M", "04:00:00")),
    "score_real": (1, (1, 1, "2500M", "04:00:00")),
    "score_by_digits": (1, (1, 1, "2500M", "04:00:00")),
    "analyse_schedules": (1, (1, 0, "1500M", "01:00:00")),
    "analyse_discretisation": (1, (1, 0, "1500M", "01:00:00")),
}


@pytest.fixture
def slurm(tmp_path_factory):
    if reason := missing():
        pytest.skip(reason)
    pytest.importorskip(
        "snakemake_executor_plugin_slurm",
        reason="Snakemake's plugin for SLURM is missing; `make test-slurm` installs it",
    )
    with one_node_slurm(tmp_path_factory.mktemp("slurm")) as slurm:
        yield slurm


def rule(job):
    """Return the rule of a job from the comment that Snakemake submits it with."""
    return re.sub(r"_wildcards_.*", "", job["Comment"].removeprefix("rule_"))


def asked(job):
    gpus = int(job.get("TresPerJob", "gres:gpu:0").removeprefix("gres:gpu:"))
    return int(job["NumCPUs"]), gpus, job["MinMemoryNode"], job["TimeLimit"]


def test_study_on_slurm_with_jobs_cancelled_and_preempted_and_a_file_damaged(slurm, fresh_workflow):
    folder = fresh_workflow.folder
    (folder / "overlay.yaml").write_text(yaml.safe_dump(OVERLAY))

    def log(run):
        return folder / f"results/smoke/logs/train/{run}-seed-0.log"

    def jobs_of_study():
        return [job for job in slurm.jobs() if job["Partition"] != "urgent"]

    def trainings(run):
        return [job for job in jobs_of_study() if re.match(rf"rule_train_run_wildcards_.*{run}", job["Comment"])]

    # As many urgent jobs as GPUs, so that one of them needs the GPU of the training that makes way.
    urgent = ("sbatch", "--partition=urgent", "--gpus=1", f"--array=1-{len(GPUS)}", "--output=/dev/null")
    disturbances = {
        CANCELLED: lambda number: slurm.call("scancel", number),
        PREEMPTED: lambda _: slurm.call(*urgent, "--wrap=sleep 1"),
    }
    arguments = [
        *("all", "--workflow-profile", "profiles/slurm"),
        *("--configfile", "config/smoke.yaml", "overlay.yaml", "--config", f"threads={THREADS}"),
        *("--set-resources", f"train_run:slurm_partition='scavenge' if wildcards.run == '{PREEMPTED}' else 'study'"),
        # sacct, which the profile leaves in charge, waits for ever where there is no accounting; and jobs take seconds.
        *("--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "2", "--latency-wait", "5"),
    ]
    with ThreadPoolExecutor() as pool:
        study = pool.submit(fresh_workflow.run, *arguments, cores=None, timeout=1800)

        def at_work():
            assert not study.done(), study.result().stderr
            said = {run: log(run).read_text() for run in disturbances if log(run).exists()}
            return next((run for run in said if "epoch 3 of" in said[run]), None)

        while disturbances:
            run = wait_until(at_work, f"one of {', '.join(disturbances)} trains", 600)
            [job] = trainings(run)
            disturbances.pop(run)(job["JobId"])
        result = study.result()
    assert result.returncode == 0, result.stderr
    assert (folder / "results/smoke/figures/fig14_hot_vs_cold.png").exists()

    jobs = jobs_of_study()
    assert Counter(map(rule, jobs)) == {name: count for name, (count, _) in JOBS.items()}
    [cancelled, restarted], [preempted] = trainings(CANCELLED), trainings(PREEMPTED)
    first_attempts = [job for job in jobs if job["JobId"] != restarted["JobId"]]
    assert {(rule(job), asked(job)) for job in first_attempts} == {(name, asks) for name, (_, asks) in JOBS.items()}
    # Twice the memory and time at the second attempt.
    assert asked(restarted) == (THREADS, 1, "8000M", "1-00:00:00")

    ended = Counter(slurm.endings())
    expected = Counter((job["JobId"], "COMPLETED") for job in jobs if job["JobId"] != cancelled["JobId"])
    expected += Counter([(cancelled["JobId"], "CANCELLED"), (preempted["JobId"], "PREEMPTED")])
    assert {key: number for key, number in ended.items() if key in expected} == expected
    assert preempted["Restarts"] == "1"
    for run in (CANCELLED, PREEMPTED):
        last_attempt = log(run).read_text()
        assert re.search(r"continuing after epoch [1-9]", last_attempt), last_attempt
        assert "epoch 1 of" not in last_attempt, last_attempt

    samples = folder / "results/smoke/runs/morph-linear-unet/seed-0/samples/test-ema-epoch-30.npz"
    content = samples.read_bytes()
    samples.write_bytes(content[: len(content) // 2])
    (folder / "results/smoke/scores/digits-0.parquet").unlink()
    failed = fresh_workflow.run(*arguments, "--retries", "1", cores=None, timeout=600)
    assert failed.returncode == 1
    # Whoever reads it first sets it aside; others miss it, and go on to their second attempt.
    assert Counter(map(rule, jobs_of_study()))["score_by_digits"] == 1 + 2
    assert failed.stderr.count("epoch-30.npz.damaged; run again, and it is made anew") == 1, failed.stderr
    assert not samples.exists()
    assert fresh_workflow.run(*arguments, cores=None, timeout=600).returncode == 0
    assert samples.read_bytes() == content
