"""The workflow itself: the whole DAG at smoke scale, and what Snakemake would do after a change."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
import yaml
from PIL import Image
from scipy.stats import kstwo, kstwobign

from hotcold import plugins
from hotcold.artifacts import read_arrays, read_table, table_columns
from hotcold.bench.orchestration import BESIDE
from hotcold.bench.table import measurement, write_measurements
from hotcold.features.digit_classifier import load_classifier
from tests.conftest import Workflow

SMOKE = ("--configfile", "config/smoke.yaml")
TABLES = ("losses", "fid", "ks", "ks_crossings", "latents", "classifier", "schedules", "architecture", "quality")

pytestmark = pytest.mark.dag


def results(workflow: Workflow) -> Path:
    return workflow.folder / "results" / "smoke"


@pytest.fixture
def restored(smoke: Workflow) -> Iterator[Workflow]:
    """The finished study, whose sources and config a test may change."""
    names = ("config.yaml", "src", "config")
    kept = smoke.folder.parent / "kept"
    for name in names:
        copy = shutil.copytree if (smoke.folder / name).is_dir() else shutil.copy2
        kept.mkdir(exist_ok=True)
        copy(smoke.folder / name, kept / name)
    yield smoke
    for name in names:
        if (smoke.folder / name).is_dir():
            shutil.rmtree(smoke.folder / name)
        else:
            (smoke.folder / name).unlink()
    for name in names:
        shutil.move(kept / name, smoke.folder / name)


def edit_config(workflow: Workflow, edit) -> None:
    path = workflow.folder / "config.yaml"
    config = yaml.safe_load(path.read_text())
    edit(config)
    path.write_text(yaml.safe_dump(config, sort_keys=False))


def edit_source(workflow: Workflow, name: str) -> None:
    path = workflow.folder / "src" / "hotcold" / name
    path.write_text(path.read_text() + "\nEDITED = True\n")


def test_all_figures_and_tables_are_there(smoke: Workflow) -> None:
    figures = sorted(path.stem for path in (results(smoke) / "figures").glob("*.png"))
    assert [int(name[3:5]) for name in figures] == list(range(1, 20))
    for name in figures:
        assert min(Image.open(results(smoke) / "figures" / f"{name}.png").size) >= 150
        assert (results(smoke) / "figures" / f"{name}.svg").read_text().startswith("<?xml")
    for name in TABLES:
        path = results(smoke) / "metrics" / f"{name}.parquet"
        assert len(pd.read_parquet(path)) > 0
        assert all(column.description for column in table_columns(path).values()), name


def test_scores_say_what_they_are(smoke: Workflow) -> None:
    fid = pd.read_parquet(results(smoke) / "metrics" / "fid.parquet")
    assert fid["run"].nunique() == 7
    assert set(fid["protocol"]) == {"sound", "published"}
    keys = ["run", "seed", "epoch", "features", "protocol", "n_generated", "n_real"]
    assert not fid.duplicated(keys).any()
    assert np.isfinite(fid["value"]).all()
    assert (fid["floor"] >= 0).all()
    sound = fid[fid["protocol"] == "sound"]
    assert set(sound["n_generated"]) == {20, 40}
    assert set(sound["n_real"]) == {200}
    assert set(fid.loc[fid["protocol"] == "published", "n_real"]) == {30}


def test_runs_are_scored_together_as_each_alone(smoke: Workflow, tmp_path: Path) -> None:
    """Also when one has fewer checkpoints: how many images all checkpoints have is counted by run."""
    features = results(smoke) / "features"
    a, b = (
        results(smoke) / "runs" / run / "seed-0" / "samples" for run in ("gaussian-cosine-cnn", "morph-linear-unet")
    )

    def score(name: str, *samples: Path) -> pd.DataFrame:
        output = tmp_path / f"{name}.parquet"
        arguments = {
            "samples": json.dumps([str(path) for path in samples]),
            "reference": features / "digits-reference.npz",
            "weights": features / "classifier.safetensors",
            "output": output,
        }
        flags = [word for key, value in arguments.items() for word in (f"--{key}", str(value))]
        subprocess.run([sys.executable, smoke.folder / "workflow/scripts/score_samples.py", *flags], check=True)
        return read_table(output)

    alone = pd.concat([score("a", a / "epoch-2.npz"), score("b", b / "epoch-1.npz", b / "epoch-2.npz")])
    together = score("together", a / "epoch-2.npz", b / "epoch-1.npz", b / "epoch-2.npz")
    assert set(alone.query("run == 'gaussian-cosine-cnn' and protocol == 'sound'")["n_generated"]) == {40}
    assert set(alone.query("run == 'morph-linear-unet' and protocol == 'sound'")["n_generated"]) == {20, 40}
    pd.testing.assert_frame_equal(together, alone.reset_index(drop=True))


def test_all_leaves_the_comparison_of_samplers_out(smoke: Workflow) -> None:
    jobs = smoke.jobs("--forceall", "all", *SMOKE)
    assert sorted(int(job[8:10]) for job in jobs if job.startswith("plot_fig")) == list(range(1, 19))
    assert not jobs & {"compare_samplers", "collect_quality"}


def test_the_comparison_of_samplers_scores_like_the_study(smoke: Workflow) -> None:
    """The run's own sampler and steps, from the stored samples: same images, so same distance and same shares."""
    quality = pd.read_parquet(results(smoke) / "metrics" / "quality.parquet")
    grids = {
        "gaussian-linear-unet": ["ancestral, variance = posterior", "ddim, eta = 0", "dpm"],
        "morph-cosine-unet": ["naive", "cold, reading = inferred_z", "cold, reading = fixed_z", "dpm"],
    }
    guidance = {"gaussian-linear-unet": "weight 1, t <= 500", "morph-cosine-unet": "weight 2, t >= 500"}
    expected = [
        row
        for run, samplers in grids.items()
        for weights, some in (("ema", samplers), ("raw", samplers[:1]))
        for row in (
            *((run, weights, sampler, steps) for sampler in some for steps in (2, 4)),
            (run, weights, f"{samplers[0]}; guided by epoch 1, {guidance[run]}", 4),
        )
    ]
    assert list(quality[["run", "weights", "sampler", "steps"]].itertuples(index=False, name=None)) == expected
    assert (quality["seconds_per_image"] > 0).all()
    fid = pd.read_parquet(results(smoke) / "metrics" / "fid.parquet").query("protocol == 'sound'")
    keys = ["run", "seed", "epoch", "weights", "sampler", "steps", "features", "n_generated", "n_real"]
    own = quality[quality["own"]].merge(fid, on=keys, suffixes=("", "_study"), validate="one_to_one")
    assert list(own["run"]) == list(grids)
    np.testing.assert_allclose(own[["value", "floor"]], own[["value_study", "floor_study"]], rtol=1e-9)

    confident = yaml.safe_load((smoke.folder / "config/smoke.yaml").read_text())["classifier"]["confident"]
    classifier = load_classifier(results(smoke) / "features" / "classifier.safetensors", torch.device("cpu"))
    for row in own.itertuples():
        samples = np.load(results(smoke) / "runs" / row.run / "seed-0" / "samples" / f"epoch-{row.epoch}.npz")
        levels = np.rint((samples["images"].clip(-0.5, 0.5) + 0.5) * 255)
        sure = classifier(torch.from_numpy(levels)).softmax(dim=1).amax(dim=1) >= confident
        assert row.confident_share == pytest.approx(float(sure.float().mean()))


def test_a_guide_guides_later_checkpoints_only(smoke: Workflow, tmp_path: Path) -> None:
    """Samples again without a guide: those of the guide itself are the same, later ones are not."""
    folder = results(smoke) / "runs" / "gaussian-linear-unet" / "seed-0"
    stored = [read_arrays(folder / "samples" / f"epoch-{epoch}.npz", "samples") for epoch in (1, 2)]
    guided = "ancestral, variance = posterior; guided by epoch 1, weight 1, t <= 500"
    assert [arrays.metadata["sampler"] for arrays in stored] == [guided.split("; ")[0], guided]
    command = (
        *("workflow/scripts/sample.py", "--garments", results(smoke) / "data" / "garments.npz", "--block", "100"),
        *("--checkpoints", json.dumps([str(folder / f"epoch-{epoch}.safetensors") for epoch in (1, 2)])),
        *("--sampler", '{"function": "ancestral", "options": {"variance": "posterior"}, "steps": 4}'),
        *("--outputs", json.dumps([str(tmp_path / f"{epoch}.npz") for epoch in (1, 2)]), "--images", "[20, 40]"),
    )
    subprocess.run([sys.executable, *command], cwd=smoke.folder, check=True, capture_output=True)
    alone = [read_arrays(tmp_path / f"{epoch}.npz", "samples") for epoch in (1, 2)]
    same = [np.array_equal(one["images"], other["images"]) for one, other in zip(stored, alone, strict=True)]
    assert same == [True, False]


def test_latents_are_paired_and_shares_add_up(smoke: Workflow) -> None:
    latents = pd.read_parquet(results(smoke) / "metrics" / "latents.parquet")
    assert latents[[f"class_{k}" for k in range(10)]].sum(axis=1).to_numpy() == pytest.approx(1)
    real = latents[latents["experiment"] == "real digits"].iloc[0]
    assert real["diversity"] == pytest.approx(1)
    start = np.load(results(smoke) / "latents" / "perturbed-start.npz", allow_pickle=False)
    difference = start["z_T"][1:] - start["z_T"][0]
    lam = start["values"][1:, None, None, None]
    np.testing.assert_allclose(difference / lam, np.broadcast_to(difference[-1] / lam[-1], difference.shape), atol=2e-3)


def test_the_analysis_tables_follow_from_each_other(smoke: Workflow) -> None:
    """Every number of ks_crossings from ks by scipy's distribution, and alpha_bar from beta."""
    metrics = results(smoke) / "metrics"
    for _, rows in pd.read_parquet(metrics / "schedules.parquet").groupby("schedule"):
        assert list(rows["t"]) == list(range(1001))
        np.testing.assert_allclose(rows["alpha_bar"], np.cumprod(1 - rows["beta"].fillna(0)), rtol=1e-10)
    ks = pd.read_parquet(metrics / "ks.parquet").set_index(["schedule", "method", "formula", "images"]).sort_index()
    crossings = pd.read_parquet(metrics / "ks_crossings.parquet")
    assert len(crossings) == 4 * (4 + 2)  # schedules × (exact test sizes + sampled formulas)
    for row in crossings.itertuples():
        curve = ks.loc[(row.schedule, row.method, row.formula, row.images)]
        distance, steps = curve["distance"].to_numpy(), curve["t"].to_numpy()
        if row.method == "sampled":
            p_value = kstwo.sf(distance, row.pixels)
            np.testing.assert_allclose(curve["p_value"], p_value, rtol=1e-6, atol=1e-12)
            assert row.first_t == steps[p_value > 0.05][0]
            continue
        # By Kolmogorov's limit, close at these sizes; the exact p-value takes minutes.
        passed = steps[kstwobign.sf(distance * np.sqrt(row.pixels)) > 0.05]
        assert abs(row.first_t - passed[0]) <= 5 if len(passed) else pd.isna(row.first_t)
    published = crossings[crossings["formula"] == "published"].set_index("schedule")["first_t"]
    assert 880 <= published["cosine"] <= 930  # the report: 906


def test_the_report_is_one_page_that_needs_no_network(smoke: Workflow) -> None:
    result = smoke.run("--report", "report.html", "all", "quality", *SMOKE, cores=None)
    assert result.returncode == 0, result.stderr
    page = (smoke.folder / "report.html").read_text()
    for name in plugins.names("figures"):
        caption = (smoke.folder / "workflow/report" / f"{name}.rst").read_text().strip()
        assert f"{name}.png" in page
        assert caption.split(".")[0][:40] in page, name
    # One label each: with two, the page breaks on a category of two figures (seen in a browser).
    labels = [json.loads(text) for text in re.findall(r'"labels": (\{[^}]*\})', page)]
    assert [list(label) for label in labels] == [["figure"]] * len(plugins.names("figures"))
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?://", page)


def test_logs_and_benchmarks_are_kept(smoke: Workflow) -> None:
    log = (results(smoke) / "logs" / "train" / "morph-cosine-unet-seed-0.log").read_text()
    assert "images/s" in log
    assert "\r" not in log
    benchmark = pd.read_csv(results(smoke) / "benchmarks" / "train" / "morph-cosine-unet-seed-0.tsv", sep="\t")
    assert benchmark["s"].iloc[0] > 0


def test_the_study_is_added_up(smoke: Workflow, tmp_path) -> None:
    """Every job of a real study has a step whose start-up the benchmark times."""
    scripts = [path.name for path in (smoke.folder / "workflow" / "scripts").glob("*.py")]
    times = [
        measurement(group="start-up", variant=script, quantity="wall time", unit="s", values=0) for script in scripts
    ]
    write_measurements(times, tmp_path / "steps.parquet", torch.device("cpu"))
    arguments = {
        "study": "smoke",
        "benchmarks": smoke.folder / "results" / "smoke" / "benchmarks",
        "steps": tmp_path / "steps.parquet",
        "cores": 2,
        "output": tmp_path / "orchestration.parquet",
    }
    flags = [word for name, value in arguments.items() for word in (f"--{name}", str(value))]
    subprocess.run([sys.executable, "workflow/scripts/bench_orchestration.py", *flags], check=True)
    found = read_table(tmp_path / "orchestration.parquet").set_index("quantity")["value"]
    jobs = [path for path in arguments["benchmarks"].rglob("*.tsv") if not BESIDE & {*path.parts, path.stem}]
    assert found["jobs"] == len(jobs) > 50
    assert found["seconds in jobs"] == found["of them computing"]
    assert 0 < found["share not computing"] < 1


def test_a_second_run_does_nothing(smoke: Workflow) -> None:
    assert smoke.jobs("all", "quality", *SMOKE) == set()


def test_a_lost_file_is_made_again_though_all_that_was_made_from_it_is_there(smoke: Workflow, tmp_path: Path) -> None:
    lost = {
        "runs/gaussian-linear-cnn/seed-0/samples/epoch-1.npz": "sample_gaussian-linear-cnn",
        "runs/gaussian-cosine-cnn/seed-0/trace.npz": "trace_run",
        "scores/digits-0.parquet": "score_by_digits",
        "runs/morph-linear-unet/seed-0/epoch-1.safetensors": "train_morph-linear-unet",
        "features/digits-reference.npz": "compute_reference",
        "latents/means.npz": "sample_latents",
        "metrics/architecture.parquet": "describe_unet",
    }
    places = {name: tmp_path / str(k) for k, name in enumerate(lost)}
    for name, place in places.items():
        shutil.move(results(smoke) / name, place)
    try:
        assert smoke.jobs("all", *SMOKE) >= set(lost.values())
    finally:
        for name, place in places.items():
            shutil.move(place, results(smoke) / name)
    assert smoke.jobs("all", *SMOKE) == set()


def test_touched_sources_redo_nothing(restored: Workflow) -> None:
    """As after a fresh checkout: every source is newer than every result, and unchanged."""
    for name in ("src", "workflow", "config", "resources", "config.yaml", "Snakefile"):
        path = restored.folder / name
        for file in [path, *path.rglob("*")]:
            os.utime(file)
    assert restored.jobs("all", *SMOKE) == set()


def test_another_time_between_resume_points_redoes_nothing(smoke: Workflow) -> None:
    assert smoke.jobs("all", *SMOKE, "--config", "resume_seconds=5") == set()


def test_a_style_option_redoes_its_figure_only(restored: Workflow) -> None:
    edit_config(restored, lambda config: config["figures"].update(options={"fig06_fid": {"width": 6.0}}))
    assert restored.jobs("all", *SMOKE) == {"plot_fig06_fid"}


def test_plotting_code_redoes_figures_only(restored: Workflow) -> None:
    edit_source(restored, "figures/style.py")
    jobs = restored.jobs("all", *SMOKE)
    assert jobs
    assert all(job.startswith("plot_") for job in jobs)
    edit_source(restored, "figures/fig07_trajectories.py")
    assert jobs == restored.jobs("all", *SMOKE)


def test_the_training_loop_redoes_trainings(restored: Workflow) -> None:
    edit_source(restored, "training.py")
    jobs = restored.jobs("all", *SMOKE)
    assert {f"train_{run}" for run in yaml.safe_load((restored.folder / "config.yaml").read_text())["runs"]} <= jobs
    assert not jobs & {
        "get_data",
        "train_classifier",
        "compute_reference",
        "analyse_schedules",
        "describe_unet",
    }


def test_a_compared_sampler_redoes_the_comparison_only(restored: Workflow) -> None:
    edit_source(restored, "samplers/dpm.py")
    assert restored.jobs("all", "quality", *SMOKE) == {
        "compare_samplers",
        "collect_quality",
        "plot_fig19_steps_vs_fid",
        "quality",
    }


def test_another_weight_of_the_guide_redoes_no_training(restored: Workflow) -> None:
    run = "gaussian-linear-unet"
    edit_config(restored, lambda config: config["runs"][run]["sampler"]["guidance"].update(weight=3))
    jobs = restored.jobs("all", *SMOKE)
    assert {f"sample_{run}", "score_by_digits", "plot_fig15_gaussian_unet"} <= jobs
    assert {job for job in jobs if job.startswith(("train_", "sample_"))} == {f"sample_{run}"}


def test_one_runs_schedule_redoes_that_run(restored: Workflow) -> None:
    edit_config(restored, lambda config: config["runs"]["gaussian-constant-cnn"].update(schedule="cosine"))
    jobs = restored.jobs("all", *SMOKE)
    assert {job for job in jobs if job.startswith("train_")} == {"train_gaussian-constant-cnn"}
    assert {"sample_gaussian-constant-cnn", "score_by_digits", "plot_fig06_fid"} <= jobs
    assert not jobs & {"analyse_schedules", "sample_latents", "plot_fig13_restoration"}


def test_a_new_run_trains_only_itself(restored: Workflow) -> None:
    new = {"degradation": "morph", "schedule": "constant", "network": "cnn"}
    edit_config(restored, lambda config: config["runs"].update({"morph-constant-cnn": new}))
    jobs = restored.jobs("all", *SMOKE)
    assert {job for job in jobs if job.startswith("train_")} == {"train_morph-constant-cnn"}


def test_another_seed_trains_only_itself(restored: Workflow) -> None:
    edit_config(restored, lambda config: config["runs"]["gaussian-linear-unet"].update(seeds=[0, 1]))
    jobs = restored.jobs("all", *SMOKE)
    assert {job for job in jobs if job.startswith(("train_", "sample_"))} == {
        "train_gaussian-linear-unet",
        "sample_gaussian-linear-unet",
    }
    result = restored.run("--dry-run", "train", *SMOKE)
    plan = result.stdout + result.stderr
    assert "Training gaussian-linear-unet, seed 1" in plan
    assert "Training gaussian-linear-unet, seed 0" not in plan


def test_a_schedule_of_ones_own(restored: Workflow) -> None:
    """The README's worked example: one function, one line of config."""
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    function = readme.split("```python\n# src/hotcold/schedules/sigmoid.py\n")[1].split("```")[0]
    line = readme.split("```yaml\n# config.yaml, under runs\n")[1].split("```")[0]
    (restored.folder / "src/hotcold/schedules/sigmoid.py").write_text(function)
    edit_config(restored, lambda config: config["runs"].update(yaml.safe_load(line)))
    assert {job for job in restored.jobs("train", *SMOKE) if job.startswith("train_")} == {"train_gaussian-sigmoid-cnn"}
    result = restored.run("results/smoke/runs/gaussian-sigmoid-cnn/seed-0/samples/epoch-2.npz", *SMOKE)
    assert result.returncode == 0, result.stderr
    shutil.rmtree(results(restored) / "runs" / "gaussian-sigmoid-cnn")


def test_a_job_without_company_takes_all_cores(smoke: Workflow, fresh_workflow: Workflow) -> None:
    config = yaml.safe_load((fresh_workflow.folder / "config.yaml").read_text())
    one_run = {
        "runs": {name: None for name in config["runs"] if name != "gaussian-linear-unet"},
        "latents": {"run": None},
        "quality": {"runs": dict.fromkeys(config["quality"]["runs"])},
        "figures": {"runs": dict.fromkeys(config["figures"]["runs"])},
    }
    (fresh_workflow.folder / "one_run.yaml").write_text(yaml.safe_dump(one_run))
    result = fresh_workflow.run("train", *SMOKE, "one_run.yaml")
    assert result.returncode == 0, result.stderr
    for workflow, threads in ((smoke, 1), (fresh_workflow, 2)):
        log = (results(workflow) / "logs" / "train" / "gaussian-linear-unet-seed-0.log").read_text()
        assert f"CPU threads: {threads}" in log


def test_a_study_on_the_cpu_asks_for_no_gpu(fresh_workflow: Workflow) -> None:
    on_networks = ("train_", "sample_", "trace_", "score_", "compute_", "measure_", "compare_")
    for device, gpus in (("auto", "1"), ("cpu", "0")):
        (fresh_workflow.folder / "overlay.yaml").write_text(f"compute: {{device: {device}}}")
        asked = fresh_workflow.resources("all", "quality", "--configfile", "overlay.yaml")
        assert {rule: resources["gpu"] for rule, resources in asked.items() if "gpu" in resources} == {
            rule: gpus for rule in asked if rule.startswith(on_networks)
        }


def test_a_failing_job_shows_its_log(fresh_workflow: Workflow) -> None:
    path = fresh_workflow.folder / "src/hotcold/gaussianity.py"
    path.write_text(path.read_text() + "\nraise RuntimeError('on purpose')\n")
    result = fresh_workflow.run("ks", *SMOKE)
    assert result.returncode != 0
    log = (results(fresh_workflow) / "logs" / "analyse_schedules.log").read_text()
    assert "Traceback" in log
    assert "RuntimeError: on purpose" in log
    assert "RuntimeError: on purpose" in result.stderr


def test_a_poor_classifier_stops_the_study(smoke: Workflow, tmp_path: Path) -> None:
    arguments = {
        "digits": results(smoke) / "data/digits.npz",
        "settings": '{"epochs": 1, "required_accuracy": 0.98}',
        "output": tmp_path / "c.safetensors",
        "table": tmp_path / "c.parquet",
        "text": tmp_path / "c.md",
    }
    flags = [word for name, value in arguments.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "workflow/scripts/train_classifier.py", *flags]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert re.search(
        r"^error: classifier\.required_accuracy: 0\.\d+ of .* expected more than 0\.98", result.stderr, re.M
    )
    assert not list(tmp_path.iterdir())


def test_a_bad_config_stops_before_anything_runs(fresh_workflow: Workflow) -> None:
    edit_config(fresh_workflow, lambda config: config["training"].update(epochs=-1))
    result = fresh_workflow.run("all")
    assert result.returncode != 0
    lines = (result.stdout + result.stderr).splitlines()
    assert any(line.endswith("config: training.epochs: Input should be greater than 0, not -1") for line in lines)
    assert not any("Traceback" in line for line in lines)
    assert not (fresh_workflow.folder / "results").exists()


def test_parsing_imports_neither_torch_nor_pandas(fresh_workflow: Workflow) -> None:
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


@pytest.mark.parametrize("script", sorted(path.name for path in Path("workflow/scripts").glob("*.py")))
def test_every_step_explains_itself(script: str) -> None:
    result = subprocess.run(
        [sys.executable, f"workflow/scripts/{script}", "--help"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "usage:" in result.stdout


def test_same_config_same_bits(smoke: Workflow, fresh_workflow: Workflow) -> None:
    target = "runs/morph-cosine-unet/seed-0/samples/epoch-2.npz"
    result = fresh_workflow.run(f"results/smoke/{target}", *SMOKE)
    assert result.returncode == 0, result.stderr
    for name in (target, "runs/morph-cosine-unet/seed-0/epoch-2.safetensors"):
        assert (results(smoke) / name).read_bytes() == (results(fresh_workflow) / name).read_bytes(), name
