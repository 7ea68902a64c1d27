"""What a user gives, and a step or the workflow refuses: one line, and nothing is left behind."""

import re
import shutil
from pathlib import Path

import pytest
import torch

from tests.conftest import files
from tests.workflow.conftest import edit_config
from tests.workflow.steps import step
from tests.workflow.tiny import model, sample, train


def test_a_loss_that_is_no_number_leaves_no_checkpoint(study, complaint, documented):
    shutil.rmtree(study / "runs" / "one")
    seen = complaint(lambda: train("one", model=model("one") | {"pixel_limit": 1e38}))
    assert documented("The loss is no number", seen)
    assert not list((study / "runs/one/seed-0").glob("*.*"))


def test_an_output_folder_that_is_a_file_is_one_line(study, complaint, documented):
    checkpoints = [f"data/digits.npz/epoch-{epoch}.safetensors" for epoch in (1, 2)]
    seen = complaint(lambda: train("one", checkpoints=checkpoints))
    assert documented("An output folder is a file", seen)


def test_samples_of_one_name_are_refused_before_one_takes_the_others_place(study, complaint):
    before = files(study)
    seen = complaint(lambda: sample("one", samples=["a/samples.npz", "b/samples.npz"]))
    assert seen.startswith("error: samples: expected a file of its own name for each checkpoint and set")
    assert files(study) == before


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_one_line(study, complaint, documented):
    seen = complaint(lambda: train("one", compute={"device": "cuda"}))
    assert documented("A GPU is asked for and there is none", seen)


def test_a_poor_classifier_stops_the_study(study, complaint):
    outputs = {"classifier": "out/c.safetensors", "table": "out/c.parquet", "text": "out/c.md"}
    settings = {"epochs": 1, "required_accuracy": 0.98}
    seen = complaint(lambda: step("train_classifier", digits="data/digits.npz", settings=settings, **outputs))
    assert re.search(r"^error: classifier\.required_accuracy: 0\.\d+ of .* expected more than 0\.98", seen, re.M)
    assert not Path("out").exists()


@pytest.mark.dag
def test_a_bad_config_stops_before_anything_runs(fresh_workflow):
    edit_config(fresh_workflow, lambda config: config["training"].update(epochs=-1))
    result = fresh_workflow.run("all")
    assert result.returncode != 0
    lines = (result.stdout + result.stderr).splitlines()
    line = r"config\.yaml:\d+: training\.epochs: Input should be greater than 0, not -1"
    assert any(re.fullmatch(line, one) for one in lines)
    assert not any("Traceback" in line for line in lines)
    assert not (fresh_workflow.folder / "results").exists()


@pytest.mark.dag
def test_a_failing_job_shows_its_log(fresh_workflow):
    path = fresh_workflow.folder / "src/hotcold/evaluation/gaussianity.py"
    path.write_text(path.read_text() + "\nraise RuntimeError('on purpose')\n")
    result = fresh_workflow.run("ks", "--configfile", "config/smoke.yaml")
    assert result.returncode != 0
    log = (fresh_workflow.folder / "results/smoke/logs/analyse_schedules.log").read_text()
    assert "Traceback" in log
    assert "RuntimeError: on purpose" in log
    assert "RuntimeError: on purpose" in result.stderr
