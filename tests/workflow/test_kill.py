"""Trainings and whole studies that are killed at random moments, as often as it takes, end with the same files."""

import hashlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest
import yaml

from hotcold.steps.resume import STATE
from tests.conftest import ROOT, Workflow, files
from tests.workflow.steps import step
from tests.workflow.tiny import model

KINDS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)  # a power cut is as good as a SIGKILL to a process
RESUME_SECONDS = 0.5
TRAINING_KILLS, STUDY_KILLS = 90, 15
BOUND_SECONDS = 3600

MODEL = model("r") | {"network_function": {"function": "cnn", "options": {"channels": [4, 4]}}}
# Trainings long enough to be killed in; everything else as in config/smoke.yaml.
LONGER = {"epochs": 30, "checkpoints": [10, 20, 30]}
OVERLAY = {
    "study": "killed",
    "resume_seconds": RESUME_SECONDS,
    "training": LONGER,
    "runs": {run: {"training": LONGER} for run in ("morph-linear-unet", "morph-cosine-unet", "gaussian-linear-unet")},
}


@dataclass(frozen=True)
class Death:
    """How one attempt ended."""

    signal: signal.Signals
    repeated: float  # seconds of training between the last resume point and the signal


def survives(command, folder, log, dies_when, how):
    """Start a command; signal it and all its children as soon as it is time. Return whether it ended before."""
    with log.open("w") as stream:
        process = subprocess.Popen(command, cwd=folder, stdout=stream, stderr=stream, start_new_session=True)
        while process.poll() is None and not dies_when():
            time.sleep(0.02)
        if process.poll() is None:
            os.killpg(process.pid, how)
            process.wait()
            return False
    assert process.returncode == 0, log.read_text()[-3000:]
    return True


def after(seconds):
    """Return a condition that holds from so many seconds from now on."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def digests(folder, *, without=()):
    """Return the SHA-256 of every file below a folder, but for some of its subfolders."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.relative_to(folder).parts[0] not in without
    }


class Training:
    """One training on real digits, by its command."""

    def __init__(self, folder, epochs, resume_seconds=RESUME_SECONDS):
        self.folder = folder
        training = {"epochs": epochs, "checkpoints": [epochs // 2, epochs], "batch_size": 16}
        training |= {"images": 640, "validation_images": 64}
        self._settings = {"model": MODEL, "training": training, "resume_seconds": resume_seconds}
        for name in ("digits", "garments"):
            self._settings[name] = str(folder / f"{name}.npz")
            test = str(folder / f"{name}-test.npz")
            step("get_data", name=name, validation_images=2000, output=self._settings[name], test=test)

    def settings(self, output):
        """Return the settings of the step that trains into a folder."""
        epochs = self._settings["training"]["checkpoints"]
        checkpoints = [str(output / f"epoch-{epoch}.safetensors") for epoch in epochs]
        return self._settings | {"checkpoints": checkpoints, "losses": str(output / "losses.parquet")}

    def attempt(self, output, dies_when, how):
        """Train into a folder; return the death, if the signal came before the end."""
        log, looks, training = output.with_suffix(".log"), [time.time()], []

        def looked():
            looks.append(time.time())
            if not training and "training: " in log.read_text():
                training.append(looks[-1])
            return dies_when()

        settings = output.with_suffix(".yaml")
        settings.write_text(yaml.safe_dump(self.settings(output)))
        command = [sys.executable, "workflow/step.py", "workflow/scripts/train.py", str(settings)]
        if survives(command, ROOT, log, looked, how):
            return None
        if training and not (output / "resume").exists():
            return None  # hit on its way out, when all files had their names
        # A point younger than the signal was written because of it.
        return Death(how, max(0.0, looks[-1] - max([*training, *points(output)])) if training else 0.0)


def points(output):
    """Return when the resume points of a training were written."""
    return [path.stat().st_mtime for path in (output / "resume").glob(STATE)]


def test_a_killed_training_goes_on_to_the_same_files(tmp_path, monkeypatch, caplog):
    """By a real signal, once; tests/steps/test_resumed_training.py has every way and every optimiser."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # as in this process
    training = Training(tmp_path, epochs=6, resume_seconds=0.05)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    step("train", **training.settings(whole))
    assert training.attempt(killed, lambda: points(killed), signal.SIGKILL)
    assert files(killed).isdisjoint(files(whole))
    with caplog.at_level("INFO"):
        step("train", **training.settings(killed))
    assert "continuing after epoch" in caplog.text
    assert digests(killed) == digests(whole)


@pytest.fixture(scope="module")
def report():
    """Lines that the tests below add to; written to results/killed.md for docs/tested.md."""
    lines: list[str] = []
    yield lines
    path = ROOT / "results" / "killed.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.kill
def test_trainings_killed_at_random_moments_end_with_the_same_files(tmp_path, report):
    rng, end = random.Random(0), time.monotonic() + BOUND_SECONDS
    training = Training(tmp_path, epochs=60)
    begun = time.monotonic()
    assert training.attempt(tmp_path / "whole", lambda: False, signal.SIGKILL) is None
    longest = time.monotonic() - begun
    whole, deaths, finished = digests(tmp_path / "whole"), [], 0
    while len(deaths) < TRAINING_KILLS and time.monotonic() < end:
        killed = tmp_path / f"killed-{finished}"
        if death := training.attempt(killed, after(rng.uniform(0, longest)), rng.choice(KINDS)):
            deaths.append(death)
        else:
            assert digests(killed) == whole
            finished += 1
    assert training.attempt(tmp_path / f"killed-{finished}", lambda: False, signal.SIGKILL) is None
    assert digests(tmp_path / f"killed-{finished}") == whole
    assert len(deaths) >= TRAINING_KILLS
    report.append(
        f"Trainings: {finished + 1} of {longest:.0f} s each when nothing stops them, killed {len(deaths)} times."
    )
    for how in dict.fromkeys(KINDS):
        repeated = [death.repeated for death in deaths if death.signal is how]
        report.append(
            f"{how.name}, {len(repeated)} times: {statistics.median(repeated):.2f} s of training repeated (median),"
            f" {max(repeated):.2f} s at most, with a resume point every {RESUME_SECONDS} s."
        )


@pytest.mark.kill
def test_studies_killed_at_random_moments_end_with_the_same_files(tmp_path, report):
    rng, end = random.Random(1), time.monotonic() + BOUND_SECONDS
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(yaml.safe_dump(OVERLAY))
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "fid"]
    command += ["--configfile", "config/smoke.yaml", str(overlay)]

    def workflow(name):
        (tmp_path / name).mkdir()
        return Workflow(tmp_path / name)

    def made(study):
        return digests(study.folder / "results" / "killed", without=("logs", "benchmarks"))

    def jobs(study):
        logs = sorted(study.folder.glob(".snakemake/log/*.log"))[-1:]  # of the last attempt, if it came that far
        return sum(len(re.findall(r"^Job \d+:", log.read_text(), re.M)) for log in logs)

    log = tmp_path / "snakemake.log"
    begun, undisturbed = time.monotonic(), workflow("undisturbed")
    assert survives(command, undisturbed.folder, log, lambda: False, signal.SIGKILL)
    longest, whole, planned = time.monotonic() - begun, made(undisturbed), jobs(undisturbed)
    kinds, started, finished, study = [], 0, 0, workflow("killed-0")
    while True:
        spared = len(kinds) >= STUDY_KILLS or time.monotonic() > end
        how = rng.choice(KINDS)
        lives = (lambda: False) if spared else after(rng.uniform(0, longest / 2))
        if survives(command, study.folder, log, lives, how):
            assert made(study) == whole
            finished += 1
            started += jobs(study)
            if spared:
                break
            study = workflow(f"killed-{finished}")
        else:
            kinds.append(how)
            started += jobs(study)
            subprocess.run([*command, "--unlock"], cwd=study.folder, check=True, capture_output=True)
    assert len(kinds) >= STUDY_KILLS
    report.append(
        f"Studies: {finished} of {planned} jobs and {longest:.0f} s each when nothing stops them, killed {len(kinds)}"
        f" times ({', '.join(f'{kinds.count(how)} by {how.name}' for how in dict.fromkeys(KINDS))}):"
        f" {started - finished * planned} jobs were started again."
    )
