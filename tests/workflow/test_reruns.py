"""What Snakemake would do again on the finished study after a change of the config, a loss, or a new plugin."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, Workflow
from tests.workflow.conftest import SMOKE, edit_config, edit_source, results

pytestmark = pytest.mark.dag


def test_a_second_run_does_nothing(smoke: Workflow) -> None:
    assert smoke.jobs("all", "quality", *SMOKE) == set()


def test_a_lost_file_is_made_again_though_all_that_was_made_from_it_is_there(smoke: Workflow, tmp_path: Path) -> None:
    lost = {
        "runs/gaussian-linear-cnn/seed-0/samples/test-ema-epoch-1.npz": "sample_run",
        "runs/gaussian-cosine-cnn/seed-0/trace.npz": "trace_run",
        "scores/digits-0.parquet": "score_by_digits",
        "runs/morph-linear-unet/seed-0/epoch-1.safetensors": "train_run",
        "features/digits-reference.npz": "compute_reference",
        "latents/seed-0/means.npz": "sample_latents",
        "metrics/architecture.parquet": "describe_networks",
    }
    places = {name: tmp_path / str(k) for k, name in enumerate(lost)}
    assert all((results(smoke) / name).exists() for name in lost)
    for name, place in places.items():
        shutil.move(results(smoke) / name, place)
    try:
        assert smoke.jobs("all", *SMOKE) >= set(lost.values())
    finally:
        for name, place in places.items():
            shutil.move(place, results(smoke) / name)
    assert smoke.jobs("all", *SMOKE) == set()


def test_another_time_between_resume_points_redoes_nothing(smoke: Workflow) -> None:
    assert smoke.jobs("all", *SMOKE, "--config", "resume_seconds=5") == set()


def test_a_style_option_redoes_its_figure_only(restored: Workflow) -> None:
    edit_config(restored, lambda config: config["figures"].update(options={"fig06_fid": {"width": 6.0}}))
    assert restored.jobs("all", *SMOKE) == {"plot_fig06_fid"}


def test_a_compared_sampler_redoes_the_comparison_only(restored: Workflow) -> None:
    edit_source(restored, "diffusion/samplers/dpm.py")
    jobs = restored.jobs("all", "quality", *SMOKE)
    assert {"compare_samplers", "collect_quality", "plot_fig19_steps_vs_fid", "analyse_discretisation"} <= jobs
    assert not jobs & {"train_run", "sample_run", "trace_run", "sample_latents", "score_by_digits"}


def test_a_guide_redoes_no_training(restored: Workflow) -> None:
    run = "morph-linear-unet_inferred"
    sampler = {"function": "cold", "options": {"reading": "inferred_z"}, "guidance": {"epoch": 1}}
    edit_config(restored, lambda config: config["runs"][run].update(sampler=sampler))
    assert {"sample_run", "score_by_digits", "trace_run"} <= restored.jobs("all", *SMOKE)
    assert restored.runs("Sampling", "all", *SMOKE) == {run}
    assert restored.runs("Training", "all", *SMOKE) == set()


def test_one_runs_schedule_redoes_that_run(restored: Workflow) -> None:
    edit_config(restored, lambda config: config["runs"]["gaussian-constant-cnn"].update(schedule="cosine"))
    jobs = restored.jobs("all", *SMOKE)
    for doing in ("Training", "Sampling"):
        assert restored.runs(doing, "all", *SMOKE) == {"gaussian-constant-cnn"}
    assert {"describe_runs", "score_by_digits", "plot_fig06_fid", "judge_claim"} <= jobs
    assert not jobs & {"analyse_schedules", "sample_latents", "measure_latents"}


def test_a_new_run_trains_only_itself(restored: Workflow) -> None:
    new = {"degradation": "morph", "schedule": "constant", "network": "cnn"}
    edit_config(restored, lambda config: config["runs"].update({"morph-constant-cnn": new}))
    assert restored.runs("Training", "all", *SMOKE) == {"morph-constant-cnn"}


def test_another_seed_trains_only_itself(restored: Workflow) -> None:
    edit_config(restored, lambda config: config["runs"]["gaussian-linear-unet"].update(seeds=[0, 1]))
    for doing in ("Training", "Sampling"):
        assert restored.runs(doing, "all", *SMOKE) == {"gaussian-linear-unet"}
    result = restored.run("--dry-run", "train", *SMOKE)
    plan = result.stdout + result.stderr
    assert "Training gaussian-linear-unet, seed 1" in plan
    assert "Training gaussian-linear-unet, seed 0" not in plan


def test_a_schedule_of_ones_own(restored: Workflow) -> None:
    """The README's worked example: one function, one line of config."""
    readme = (ROOT / "README.md").read_text()
    function = readme.split("```python\n# src/hotcold/diffusion/schedules/sigmoid.py\n")[1].split("```")[0]
    line = readme.split("```yaml\n# config.yaml, under runs\n")[1].split("```")[0]
    (restored.folder / "src/hotcold/diffusion/schedules/sigmoid.py").write_text(function)
    edit_config(restored, lambda config: config["runs"].update(yaml.safe_load(line)))
    assert restored.runs("Training", "train", *SMOKE) == {"gaussian-sigmoid-cnn"}
    result = restored.run("results/smoke/runs/gaussian-sigmoid-cnn/seed-0/samples/test-ema-epoch-2.npz", *SMOKE)
    assert result.returncode == 0, result.stderr
    shutil.rmtree(results(restored) / "runs" / "gaussian-sigmoid-cnn")


def test_same_config_same_bits(smoke: Workflow, fresh_workflow: Workflow) -> None:
    target = "runs/morph-cosine-unet/seed-0/samples/test-ema-epoch-2.npz"
    result = fresh_workflow.run(f"results/smoke/{target}", *SMOKE)
    assert result.returncode == 0, result.stderr
    for name in (target, "runs/morph-cosine-unet/seed-0/epoch-2.safetensors"):
        assert (results(smoke) / name).read_bytes() == (results(fresh_workflow) / name).read_bytes(), name
