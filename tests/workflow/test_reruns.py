"""What Snakemake would do again on the finished study after a change of the config, a loss, or a new plugin."""

import pytest
import yaml

from tests.conftest import ROOT
from tests.workflow.checkouts import succeeded
from tests.workflow.conftest import SMOKE, edit_config, results

pytestmark = pytest.mark.dag


def test_a_lost_file_is_made_again_though_all_that_was_made_from_it_is_there(copied):
    lost = {
        "runs/gaussian-linear-cnn/seed-0/samples/test-ema-epoch-1.npz": "sample_run",
        "runs/gaussian-cosine-cnn/seed-0/trace.npz": "trace_run",
        "scores/digits-0.parquet": "score_by_digits",
        "runs/morph-linear-unet/seed-0/epoch-1.safetensors": "train_run",
        "features/digits-reference.npz": "compute_reference",
        "latents/seed-0/means.npz": "sample_latents",
        "animations/gaussian-cosine-unet.gif": "animate_run",
        "metrics/architecture.parquet": "describe_study",
    }
    for name in lost:
        (results(copied) / name).unlink()
    assert copied.jobs("all", *SMOKE) >= set(lost.values())


def test_a_second_run_does_nothing_whatever_the_time_between_resume_points(smoke):
    assert smoke.jobs("all", "quality", *SMOKE, "--config", "resume_seconds=5") == set()


def test_a_style_option_redoes_its_figure_only(copied):
    edit_config(copied, lambda config: config["figures"].update(options={"fig06_fid": {"width": 6.0}}))
    assert copied.jobs("all", *SMOKE) == {"plot_fig06_fid", "write_page"}


def test_a_guide_redoes_no_training(copied):
    run = "morph-linear-unet_inferred"
    sampler = {"function": "cold", "options": {"reading": "inferred_z"}, "guidance": {"epoch": 1}}
    edit_config(copied, lambda config: config["runs"][run].update(sampler=sampler))
    assert {"sample_run", "score_by_digits", "trace_run"} <= copied.jobs("all", *SMOKE)
    assert copied.runs("Sampling", "all", *SMOKE) == {run}
    assert copied.runs("Training", "all", *SMOKE) == set()


def test_one_runs_schedule_redoes_that_run(copied):
    edit_config(copied, lambda config: config["runs"]["gaussian-constant-cnn"].update(schedule="cosine"))
    jobs = copied.jobs("all", *SMOKE)
    for doing in ("Training", "Sampling"):
        assert copied.runs(doing, "all", *SMOKE) == {"gaussian-constant-cnn"}
    assert {"describe_study", "score_by_digits", "plot_fig06_fid", "judge_claim"} <= jobs
    assert not jobs & {"analyse_schedules", "sample_latents", "measure_latents"}


def test_another_seed_trains_only_itself(copied):
    edit_config(copied, lambda config: config["runs"]["gaussian-linear-unet"].update(seeds=[0, 1]))
    for doing in ("Training", "Sampling"):
        assert copied.runs(doing, "all", *SMOKE) == {"gaussian-linear-unet"}
    result = copied.run("--dry-run", "train", *SMOKE)
    plan = result.stdout + result.stderr
    assert "Training gaussian-linear-unet, seed 1" in plan
    assert "Training gaussian-linear-unet, seed 0" not in plan


def test_a_schedule_of_ones_own(copied):
    """The worked example of docs/own.md, one function and one line of config: nothing but its run is trained."""
    page = (ROOT / "docs" / "own.md").read_text()
    function = page.split("```python\n# src/hotcold/diffusion/schedules/sigmoid.py\n")[1].split("```")[0]
    line = page.split("```yaml\n# config.yaml, under runs\n")[1].split("```")[0]
    (copied.folder / "src/hotcold/diffusion/schedules/sigmoid.py").write_text(function)
    edit_config(copied, lambda config: config["runs"].update(yaml.safe_load(line)))
    assert copied.runs("Training", "all", *SMOKE) == {"gaussian-sigmoid-cnn"}


def test_same_config_same_bits(smoke, fresh_workflow):
    target = "runs/morph-cosine-unet/seed-0/samples/test-ema-epoch-2.npz"
    succeeded(fresh_workflow.run(f"results/smoke/{target}", *SMOKE))
    for name in (target, "runs/morph-cosine-unet/seed-0/epoch-2.safetensors"):
        assert (results(smoke) / name).read_bytes() == (results(fresh_workflow) / name).read_bytes(), name
