"""What jobs ask for, and what reading the workflow costs."""

import re
import subprocess
import sys

import pytest
import yaml

from tests.config.configs import study_of
from tests.workflow.checkouts import succeeded
from tests.workflow.conftest import SMOKE, results

pytestmark = pytest.mark.dag


def test_a_job_without_company_takes_all_cores(smoke, fresh_workflow):
    config = yaml.safe_load((fresh_workflow.folder / "config.yaml").read_text())
    one_run = {
        "runs": {name: None for name in config["runs"] if name != "gaussian-linear-unet"},
        "latents": {"run": None},
        "animations": {"runs": []},
        "quality": {"runs": dict.fromkeys(config["quality"]["runs"])},
        "figures": {"runs": dict.fromkeys(config["figures"]["runs"])},
    }
    (fresh_workflow.folder / "one_run.yaml").write_text(yaml.safe_dump(one_run))
    succeeded(fresh_workflow.run("train", *SMOKE, "one_run.yaml"))
    for workflow, threads in ((smoke, 1), (fresh_workflow, 2)):
        log = (results(workflow) / "logs" / "train" / "gaussian-linear-unet-seed-0.log").read_text()
        assert f"CPU threads: {threads}" in log


def test_a_study_on_the_cpu_asks_for_no_gpu(fresh_workflow):
    on_networks = ("train_", "sample_", "trace_", "animate_", "score_", "compute_", "measure_", "compare_")
    for device, gpus in (("auto", "1"), ("cpu", "0")):
        (fresh_workflow.folder / "overlay.yaml").write_text(f"compute: {{device: {device}}}")
        asked = fresh_workflow.resources("all", "quality", "--configfile", "overlay.yaml")
        assert {rule: resources["gpu"] for rule, resources in asked.items() if "gpu" in resources} == {
            rule: gpus for rule in asked if rule.startswith(on_networks)
        }


def test_only_what_samples_shows_and_scores_reads_the_test_split(fresh_workflow):
    """No training, no classifier, no choice: the test split lies in files of its own."""
    read = fresh_workflow.inputs("all", "quality", "--config", "scores={'classifier': 'own'}", "study=own")
    readers = {rule for rule, files in read.items() if any(file.endswith("-test.npz") for file in files)}
    sampling = {"sample_run", "trace_run", "animate_run", "sample_latents", "compare_samplers"}
    assert readers == sampling | {"compute_reference", "score_real", "score_by_digits", "measure_latents"}
    assert {"train_run", "train_classifier", "analyse_schedules", "plot_figure", "judge_claim"} <= read.keys()


def test_parsing_imports_neither_torch_nor_pandas(fresh_workflow):
    # What executors import when Snakemake finds them, of SLURM for one, is not the workflow's doing.
    probe = (
        "import sys; from snakemake.cli import main\n"
        "from snakemake_interface_executor_plugins.registry import ExecutorPluginRegistry; ExecutorPluginRegistry()\n"
        "for name in ('torch', 'pandas', 'matplotlib'): sys.modules.pop(name, None)\n"
        "try: main(['--dry-run', '--quiet', 'all', '--cores', '1', '--configfile', 'config/smoke.yaml'])\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        "print('imported', sorted({'torch', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", probe], cwd=fresh_workflow.folder, capture_output=True, text=True, check=False
    )
    assert "imported []" in result.stdout, result.stdout + result.stderr


def test_what_a_step_is_told_can_be_read(fresh_workflow):
    """The printed command of a training holds its settings as YAML, a key a line, and nothing of other runs."""
    run, folder = "morph-cosine-unet", "results/smoke/runs/morph-cosine-unet/seed-0"
    result = fresh_workflow.run("--dry-run", "--printshellcmds", f"{folder}/epoch-2.safetensors", *SMOKE)
    assert result.returncode == 0, result.stderr
    [text] = re.findall(r"/train\.py > \S+ 2>&1 <<'SETTINGS'\n(.*?)\nSETTINGS\n", result.stdout, re.DOTALL)
    told = yaml.safe_load(text)
    assert "\n  learning_rate: 0.002\n" in text
    assert told["model"]["run"] == run
    assert told["model"]["schedule_function"] == {"function": "cosine", "options": {"s": 0.008, "max_beta": 0.1}}
    assert told["training"]["timestep_beta"] == [1, 1]
    assert told["checkpoints"] == [f"{folder}/epoch-{epoch}.safetensors" for epoch in (1, 2)]
    others = set(yaml.safe_load((fresh_workflow.folder / "config.yaml").read_text())["runs"]) - {run}
    assert not [other for other in others if other in text]


@pytest.mark.parametrize("overlay", ["replicated", "ladder"])
def test_large_studies_are_planned_under_the_slurm_profile(fresh_workflow, overlay):
    pytest.importorskip(
        "snakemake_executor_plugin_slurm",
        reason="Snakemake's plugin for SLURM is missing; `make test-slurm` installs it",
    )
    profile = ("--workflow-profile", "profiles/slurm", "--configfile", f"config/{overlay}.yaml")
    result = fresh_workflow.run("--dry-run", "all", *profile, cores=None)
    assert result.returncode == 0, result.stderr
    study = study_of(f"{overlay}.yaml")
    trained = [run for run, settings in study.runs.items() if not settings.trained_as]
    jobs = dict(re.findall(r"^(train_run|sample_run)\s+(\d+)$", result.stdout + result.stderr, re.MULTILINE))
    for rule, runs in (("train_run", trained), ("sample_run", study.runs)):
        assert int(jobs[rule]) == sum(len(study.run_seeds(run)) for run in runs)
