"""Steps and Snakemake in a user's shell: what it sets changes nothing, and a terminal that closes loses nothing."""

import itertools
import os
import re
import subprocess
import sys
import time

import pytest

from hotcold.config.scores import METRICS
from hotcold.evaluation.features.ruler import shipped_classifier
from tests.conftest import ROOT
from tests.workflow.checkouts import HOT, SETTINGS, checkout, snakemake, write_config
from tests.workflow.steps import told
from tests.workflow.test_platforms import STEPS

SHELL = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONINSPECT": "1",
    "PYTHONIOENCODING": "ascii",
    "PYTHONSTARTUP": "/nowhere.py",
    "PYTHONWARNINGS": "error",
    "ATEN_CPU_CAPABILITY": "default",
    "MKL_CBWR": "COMPATIBLE",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "OMP_DYNAMIC": "true",
    "OMP_THREAD_LIMIT": "1",
}
MATPLOTLIBRC = "font.size: 30\nlines.linewidth: 9\nsavefig.facecolor: red\n"
SEEING = {"digits": "digits.npz", "digits_test": "digits-test.npz", "weights": str(shipped_classifier())}
SCORING = [
    ("compute_reference", {**SEEING, "output": "reference.npz"}),
    (
        "score_samples",
        {**SEEING, "reference": "reference.npz", "metrics": METRICS, "output": "scores.parquet"}
        | {"samples": ["run/samples/test-ema-epoch-1.npz"]},
    ),
]
DRAWING = {"figure": "fig10_unet", "tables": ["metrics/architecture.parquet"], "outputs": ["ö/fig10_unet.png"]}


def steps(folder, **environment):
    """Train, sample, score and draw in a folder as the workflow does, with two threads; return the files' bytes."""
    for script, settings in [*STEPS, *SCORING, ("plot_figure", DRAWING)]:
        command = [sys.executable, ROOT / "workflow/step.py", ROOT / f"workflow/scripts/{script}.py"]
        environment = {**os.environ, **environment, "OMP_NUM_THREADS": "2"}
        options = {"input": told(settings).encode(), "capture_output": True, "check": False, "timeout": 300}
        result = subprocess.run(command, cwd=folder, env=environment, **options)
        assert result.returncode == 0, result.stderr
    files = ("run/epoch-1.safetensors", "scores.parquet", "ö/fig10_unet.png")
    return [(folder / name).read_bytes() for name in files]


@pytest.mark.dag
def test_what_a_shell_sets_changes_nothing(study):
    plain = steps(study)
    (study / "matplotlibrc").write_text(MATPLOTLIBRC)
    assert steps(study, **SHELL) == plain


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: path.symlink_to("/nowhere"), "`results` leads nowhere"),
        (lambda path: path.touch(), "`results` is a file"),
        (lambda path: path.mkdir() or (path / "laptop").touch(), "A folder of results is a file"),
        (
            lambda path: (path / "laptop").mkdir(parents=True) or (path / "laptop/data").touch(),
            "A folder of results is a file",
        ),
    ],
)
@pytest.mark.dag
def test_results_that_are_no_folder_are_one_line(fresh_workflow, documented, make, fault):
    make(fresh_workflow.folder / "results")
    result = fresh_workflow.run("--dry-run", "data")
    assert result.returncode == 1
    assert documented(fault, result.stderr)


@pytest.fixture
def training(tmp_path):
    """A study that would train for hours."""
    project = checkout(tmp_path / "checkout")
    write_config(
        project.folder / "config.yaml",
        runs=HOT,
        training={**SETTINGS["training"], "epochs": 10**6, "checkpoints": [10**6], "images": 120},
    )
    return project


def until(condition):
    end = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.dag
@pytest.mark.parametrize("shell", [[], ["sh", "-c", '"$@"; true', "sh"]], ids=["alone", "in a shell"])
def test_a_terminal_that_closes_stops_a_study_that_goes_on(training, shell):
    """What holds the other end of a terminal is killed, as when its window closes."""
    run = training.folder / "results/tiny/runs/hot/seed-0"
    log = training.folder / "results/tiny/logs/train/hot-seed-0.log"
    command = [*shell, sys.executable, "-m", "snakemake", "--cores", "1", "train"]
    window = subprocess.Popen(
        # Tests that run under nohup ignore what a terminal says that closes.
        [sys.executable, "-c", f"import pty, signal; signal.signal(1, signal.SIG_DFL); pty.spawn({command!r})"],
        cwd=training.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    until(lambda: log.exists() and "training: " in log.read_text())
    locks = training.folder / ".snakemake/locks"
    assert list(locks.glob("*"))
    window.kill()
    window.wait()
    until(lambda: not list(locks.glob("*")))
    until(lambda: "error: SIGHUP: " in log.read_text())
    assert (run / "resume/state.safetensors").is_file()
    again = snakemake(training.folder, "--dry-run", "train")
    assert again.returncode == 0, again.stderr


def test_documented_commands_name_targets_first():
    """Snakemake takes all that follows `--configfile` for configs."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "Makefile", *ROOT.glob("profiles/*/*")]
    follows = [rest for path in documents for rest in re.findall(r"--configfile ([^`|\n]+)", path.read_text("utf-8"))]
    assert follows
    for rest in follows:
        configs = itertools.takewhile(lambda word: not word.startswith(("-", "#", "&", ";")), rest.split())
        assert all(config.endswith(".yaml") for config in configs), rest
