"""What goes wrong around the study: one line that names the file or key, nothing half-written, repaired by a rerun.

The lines are those of docs/reliability.md.
"""

import importlib.util
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from hotcold import cli
from hotcold.artifacts import Column, write_arrays, write_table, write_text_table
from hotcold.features.digit_classifier import DigitClassifier, save_classifier
from tests.conftest import ROOT, Documented, Workflow, damage, documented_faults, files

SMOKE = ("--configfile", "config/smoke.yaml", "short.yaml")
FIGURE = "results/smoke/figures/fig01_schedules.png"
KS = "metrics/ks.parquet"
TARGETS = (FIGURE, f"results/smoke/{KS}")
SHORT = "{timesteps: 20, sampling: {trace: {every: 10, ladder: [10, 20]}}}\n"
RUNS = ("one", "other")
ONE, OTHER = (f"runs/{run}/seed-0" for run in RUNS)


def step(script_name: str, /, **arguments: Any) -> None:
    """Run a script's command line in this process; it exits where it complains."""
    spec = importlib.util.spec_from_file_location(script_name, ROOT / "workflow" / "scripts" / f"{script_name}.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    (flags,) = (x for x in vars(script).values() if isinstance(x, type) and x.__module__ == script_name)
    words = [
        word
        for key, value in arguments.items()
        for word in (f"--{key}", value if isinstance(value, str) else json.dumps(value))
    ]
    cli.run(script.main, flags, words)


def model(run: str) -> dict[str, Any]:
    return {
        "run": run,
        "degradation": "morph",
        "schedule": "linear",
        "schedule_function": {"function": "linear"},
        "network": "cnn",
        "network_function": {"function": "cnn", "options": {"channels": [2]}},
    }


def train(run: str, **changes: Any) -> None:
    arguments = {
        "model": model(run),
        "training": {"epochs": 2, "checkpoints": [1, 2], "images": 32, "validation_images": 8},
        "digits": "data/digits.npz",
        "garments": "data/garments.npz",
        "output": f"runs/{run}/seed-0",
    }
    step("train", **(arguments | changes))


def sample(run: str, **changes: Any) -> None:
    arguments = {
        "checkpoints": [f"runs/{run}/seed-0/epoch-{epoch}.safetensors" for epoch in (1, 2)],
        "outputs": [f"runs/{run}/seed-0/samples/epoch-{epoch}.npz" for epoch in (1, 2)],
        "images": [4, 4],
        "sampler": {"function": "direct"},
        "garments": "data/garments.npz",
    }
    step("sample", **(arguments | changes))


def score(run: str, **changes: Any) -> None:
    arguments = {
        "samples": [f"runs/{run}/seed-0/samples/epoch-{epoch}.npz" for epoch in (1, 2)],
        "reference": "features/digits-reference.npz",
        "weights": "features/classifier.safetensors",
        "output": f"runs/{run}/seed-0/fid-inception.parquet",
    }
    step("score_samples", **(arguments | changes))


def collect(_: str) -> None:
    tables = [f"runs/{run}/seed-0/fid-inception.parquet" for run in RUNS]
    step("collect_tables", tables=tables, output="metrics/fid.parquet", text="metrics/fid.md")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of two tiny runs, made by the study's own steps."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in ("digits", "garments"):
            limits = {"train_images": 64, "test_images": 16, "resources": str(ROOT / "resources")}
            step("get_data", name=name, output=f"data/{name}.npz", **limits)
        torch.manual_seed(0)
        for name in ("classifier", "other"):
            save_classifier(Path(f"features/{name}.safetensors"), DigitClassifier())
        for name, output in (("classifier", "features/digits-reference.npz"), ("other", "other.npz")):
            step("compute_reference", digits="data/digits.npz", weights=f"features/{name}.safetensors", output=output)
        for run in RUNS:
            train(run)
            sample(run)
            score(run)
    return folder


@pytest.fixture
def study(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of those files, as the current folder."""
    shutil.copytree(made, tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path / "study"


def complaint(capfd: pytest.CaptureFixture[str], command: Callable[[], None]) -> str:
    """Return what a command prints that exits with 1."""
    with pytest.raises(SystemExit) as stopped:
        command()
    assert stopped.value.code == 1
    return capfd.readouterr().err


@pytest.fixture
def small_files(study: Path) -> Iterator[None]:
    """No file may grow beyond 2,000 bytes: as good as a full disk, and needs no rights."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, handler)


FRAME = pd.DataFrame({"x": np.random.default_rng(0).normal(size=2_000)})
WRITERS = {
    "checkpoint.safetensors": lambda path: save_classifier(path, DigitClassifier()),
    "samples.npz": lambda path: write_arrays(path, "samples", {"images": FRAME.to_numpy()}),
    "table.parquet": lambda path: write_table(FRAME, path, {"x": Column("", "")}),
    "table.csv": lambda path: write_text_table(FRAME, path),
    "figure.png": lambda path: plot(path),
    "figure.svg": lambda path: plot(path),
}


def plot(path: Path) -> None:
    step(
        "plot_figure",
        figure="fig03_losses",
        tables={"losses": f"{ONE}/losses.parquet"},
        runs=["one"],
        outputs=[str(path)],
    )


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.usefixtures("small_files")
def test_a_file_that_cannot_be_written_is_one_line(study: Path, capfd, documented: Documented, name: str) -> None:
    before, path = files(study), Path("out") / name
    seen = complaint(capfd, lambda: cli.run(lambda _: WRITERS[name](path), cli.Arguments, []))
    assert documented("A file cannot be written whole", seen)
    assert f"error: {path}: " in seen
    assert files(study) == before


@pytest.mark.parametrize("how", ["missing", "truncated", "flipped"])
@pytest.mark.parametrize(
    ("fault", "name", "command"),
    [
        ("checkpoint", "runs/one/seed-0/epoch-2.safetensors", sample),
        ("sample file", "runs/one/seed-0/samples/epoch-1.npz", score),
        ("reference", "features/digits-reference.npz", score),
        ("classifier", "features/classifier.safetensors", score),
        ("data file", "data/digits.npz", train),
        ("table", "runs/other/seed-0/fid-inception.parquet", collect),
    ],
)
def test_a_damaged_file_is_one_line(
    study: Path, capfd, documented: Documented, fault: str, name: str, command: Callable[[str], None], how: str
) -> None:
    """Every reader, on a file that is gone, ends early, or has one wrong bit."""
    kept = (study / name).read_bytes()
    damage(study / name, how)
    before = {path: (study / path).read_bytes() for path in files(study)}
    seen = complaint(capfd, lambda: command("one"))
    assert documented(f"A {fault} is {'missing' if how == 'missing' else 'damaged'}", seen)
    assert {path: (study / path).read_bytes() for path in files(study) if "resume" not in path} == before
    (study / name).write_bytes(kept)
    command("one")


@pytest.mark.parametrize(
    ("fault", "name", "other", "command"),
    [
        ("A checkpoint of another run", f"{ONE}/epoch-2.safetensors", f"{OTHER}/epoch-2.safetensors", sample),
        ("A checkpoint of another epoch", f"{ONE}/epoch-2.safetensors", f"{ONE}/epoch-1.safetensors", sample),
        ("Samples of another run", f"{ONE}/samples/epoch-2.npz", f"{OTHER}/samples/epoch-2.npz", score),
        ("Scores of another run", f"{ONE}/fid-inception.parquet", f"{OTHER}/fid-inception.parquet", collect),
        ("A reference from another classifier", "features/digits-reference.npz", "other.npz", score),
        ("Digits given as garments", "data/garments.npz", "data/digits.npz", train),
        ("Samples given as digits", "data/digits.npz", f"{ONE}/samples/epoch-2.npz", train),
        ("A classifier given as a checkpoint", f"{ONE}/epoch-2.safetensors", "features/classifier.safetensors", sample),
        ("A table of other columns", f"{OTHER}/fid-inception.parquet", f"{OTHER}/losses.parquet", collect),
    ],
)
def test_a_swapped_file_is_one_line(
    study: Path, capfd, documented: Documented, fault: str, name: str, other: str, command: Callable[[str], None]
) -> None:
    shutil.copy(study / other, study / name)
    before = files(study)
    seen = complaint(capfd, lambda: command("one"))
    assert documented(fault, seen)
    assert {path for path in files(study) if "resume" not in path} == before


def test_a_loss_that_is_no_number_leaves_no_checkpoint(study: Path, capfd, documented: Documented) -> None:
    shutil.rmtree(study / "runs" / "one")
    seen = complaint(capfd, lambda: train("one", model=model("one") | {"pixel_limit": 1e38}))
    assert documented("The loss is no number", seen)
    assert not list((study / "runs/one/seed-0").glob("*.*"))


def test_an_output_folder_that_is_a_file_is_one_line(study: Path, capfd, documented: Documented) -> None:
    seen = complaint(capfd, lambda: train("one", output="data/digits.npz"))
    assert documented("An output folder is a file", seen)


def test_samples_of_one_name_are_refused_before_one_takes_the_others_place(study: Path, capfd) -> None:
    before = files(study)
    seen = complaint(capfd, lambda: sample("one", outputs=["a/samples.npz", "b/samples.npz"]))
    assert seen == "error: outputs: expected files of different names, not ['samples.npz', 'samples.npz']\n"
    assert files(study) == before


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_one_line(study: Path, capfd, documented: Documented) -> None:
    seen = complaint(capfd, lambda: train("one", compute={"device": "cuda"}))
    assert documented("A GPU is asked for and there is none", seen)


@pytest.fixture(scope="module")
def workflow(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """The workflow with digits, the analysis of schedules and its first figure made."""
    workflow = Workflow(tmp_path_factory.mktemp("faults"))
    (workflow.folder / "short.yaml").write_text(SHORT)
    result = workflow.run(*TARGETS, *SMOKE)
    assert result.returncode == 0, result.stderr
    return workflow


def test_a_file_damaged_later_is_set_aside_and_made_again(workflow: Workflow, documented: Documented) -> None:
    results = workflow.folder / "results" / "smoke"
    digits, schedules, ks = (results / name for name in ("data/digits.npz", "metrics/schedules.parquet", KS))
    before = {path: path.read_bytes() for path in (digits, schedules, ks, workflow.folder / FIGURE)}
    for fault, path, content, reader in (
        ("A file is damaged after it was made", digits, before[digits][:1000], ks),
        ("A table lies where another belongs", schedules, before[ks], workflow.folder / FIGURE),
    ):
        path.write_bytes(content)
        reader.unlink()
        failed = workflow.run(*TARGETS, *SMOKE)
        assert failed.returncode == 1
        assert documented(fault, failed.stderr)
        name = path.relative_to(workflow.folder)
        assert f"{name}: set aside as {name}.damaged; run again, and it is made anew" in failed.stderr
        assert path.with_name(f"{path.name}.damaged").read_bytes() == content
        assert workflow.run(*TARGETS, *SMOKE).returncode == 0
        assert {path: path.read_bytes() for path in before} == before


def test_a_clock_that_jumps_neither_loops_nor_redoes(workflow: Workflow, documented: Documented) -> None:
    """Results dated 1980, results dated 2100, and a job today on results dated 2100."""
    results = workflow.folder / "results" / "smoke"
    made = [results / path for path in sorted(files(results))]
    for seconds in (320_000_000, 4_102_444_800):
        for age, path in enumerate(made):
            os.utime(path, (seconds - age, seconds - age))
        assert workflow.jobs(*TARGETS, *SMOKE) == set()
    figure = workflow.folder / FIGURE
    content = figure.read_bytes()
    figure.unlink()
    drawn = workflow.run(*TARGETS, *SMOKE)
    assert drawn.returncode == 0, drawn.stderr
    assert documented("Files dated in the future", drawn.stderr)
    assert figure.read_bytes() == content
    assert all(path.stat().st_mtime <= time.time() for path in made)
    assert workflow.jobs(*TARGETS, *SMOKE) == set()


def test_a_second_snakemake_is_refused_and_a_killed_one_unlocked(workflow: Workflow, documented: Documented) -> None:
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "data", "--forcerun", "get_data", *SMOKE]
    environment = os.environ | {"PYTHONPATH": str(workflow.folder / "src")}
    locks = workflow.folder / ".snakemake" / "locks"

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, cwd=workflow.folder, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while not list(locks.glob("*.output.lock")):
            assert process.poll() is None
            time.sleep(0.05)
        return process

    first = start()
    os.killpg(first.pid, signal.SIGSTOP)  # so that it does not end before the second has begun
    second = workflow.run("data", *SMOKE)
    os.killpg(first.pid, signal.SIGCONT)
    assert second.returncode == 1
    assert documented("Two Snakemakes on one folder", second.stderr)
    assert first.wait() == 0
    killed = start()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    refused = workflow.run(*TARGETS, *SMOKE)
    assert refused.returncode == 1
    assert documented("Two Snakemakes on one folder", refused.stderr)
    assert workflow.run(*TARGETS, *SMOKE, "--unlock").returncode == 0
    assert workflow.run(*TARGETS, *SMOKE).returncode == 0


NAMESPACE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]


def can_mount() -> bool:
    command = [*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]
    return shutil.which("unshare") is not None and subprocess.call(command, stderr=subprocess.DEVNULL) == 0


@pytest.mark.skipif(not can_mount(), reason="file systems cannot be mounted here, not even in a namespace")
def test_a_full_disk_and_a_read_only_one_through_snakemake(workflow: Workflow, documented: Documented) -> None:
    """Results on a file system with 100 kB left, then on one that is read-only, then with room: the same command."""
    command = f"{sys.executable} -m snakemake --cores 1 data {' '.join(SMOKE)} > $OUT 2>&1; echo $? >> $OUT"
    step = f"{sys.executable} workflow/scripts/get_data.py --name digits --output results/digits.npz"
    script = f"""
        mkdir -p results && mount -t tmpfs -o size=10m none results && head -c 10140k /dev/zero > results/filler
        OUT=full.txt; {command}
        find results -type f -name '*npz*' > left.txt
        mount -o remount,bind,ro results
        OUT=read-only.txt; {command}
        OUT=step.txt; {step} > $OUT 2>&1; echo $? >> $OUT
        mount -o remount,bind,rw results && rm results/filler
        OUT=room.txt; {command}
    """
    environment = os.environ | {"PYTHONPATH": str(workflow.folder / "src")}
    subprocess.run([*NAMESPACE, "sh", "-c", script], cwd=workflow.folder, env=environment, check=True)
    outputs = [workflow.folder / f"{name}.txt" for name in ("full", "read-only", "step", "room")]
    full, read_only, alone, room = (path.read_text() for path in outputs)
    assert documented("The disk is full", full)
    assert (workflow.folder / "left.txt").read_text() == ""
    assert documented("The results folder is read-only", read_only)
    assert documented("A step alone on a read-only folder", alone)
    assert [text.splitlines()[-1] for text in (full, read_only, alone, room)] == ["1", "1", "1", "0"]


def test_every_documented_fault_has_its_test() -> None:
    faults = documented_faults()
    assert len(faults) > 20
    sources = {path: path.read_text() for path in (ROOT / "tests").glob("test_*.py")}
    for fault, (_, test) in faults.items():
        assert any(f"def {test}(" in text for text in sources.values()), (fault, test)
