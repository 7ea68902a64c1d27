"""Files that cannot be written, on a disk that is full or read-only: one line, nothing half-written, room is enough.

The lines are those of docs/reliability.md.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from hotcold.evaluation.features.digit_classifier import DigitClassifier, save_classifier
from hotcold.steps import command
from hotcold.storage.arrays import write_arrays
from hotcold.storage.tables import Column, write_table, write_text_table
from tests.conftest import files
from tests.workflow.conftest import SMOKE
from tests.workflow.steps import step


@contextmanager
def small_files():
    """No file may grow beyond 2,000 bytes, not even a log of tests: as good as a full disk, and needs no rights."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def plot(path):
    step("plot_figure", figure="fig10_unet", tables=["metrics/architecture.parquet"], outputs=[path])


FRAME = pd.DataFrame({"x": np.random.default_rng(0).normal(size=2_000)})
WRITERS = {
    "checkpoint.safetensors": lambda path: save_classifier(path, DigitClassifier()),
    "samples.npz": lambda path: write_arrays(path, "samples", {"images": FRAME.to_numpy()}),
    "table.parquet": lambda path: write_table(FRAME, path, {"x": Column("", "")}),
    "table.csv": lambda path: write_text_table(FRAME, path),
    "figure.png": plot,
    "figure.svg": plot,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_that_cannot_be_written_is_one_line(study, complaint, documented, name):
    (study / "none.yaml").write_text("{}")
    before, path = files(study), Path("out") / name

    def write(_):
        with small_files():
            WRITERS[name](path)

    seen = complaint(lambda: command.run(write, command.Arguments, ["none.yaml"]))
    assert documented("A file cannot be written whole", seen)
    assert f"error: {path}: " in seen
    assert files(study) == before


NAMESPACE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]


def can_mount():
    command = [*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]
    return shutil.which("unshare") is not None and subprocess.call(command, stderr=subprocess.DEVNULL) == 0


@pytest.mark.dag
@pytest.mark.skipif(not can_mount(), reason="file systems cannot be mounted here, not even in a namespace")
def test_a_full_disk_and_a_read_only_one_through_snakemake(fresh_workflow, documented):
    """Results on a file system with 100 kB left, then on one that is read-only, then with room: the same command."""
    outputs = {"output": "results/digits.npz", "test": "results/digits-test.npz"}
    settings = {"name": "digits", "validation_images": 2000, **outputs}
    (fresh_workflow.folder / "step.yaml").write_text(yaml.safe_dump(settings))
    command = f"{sys.executable} -m snakemake --cores 1 data {' '.join(SMOKE)} > $OUT 2>&1; echo $? >> $OUT"
    step = f"{sys.executable} workflow/step.py workflow/scripts/get_data.py step.yaml"
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
    subprocess.run([*NAMESPACE, "sh", "-c", script], cwd=fresh_workflow.folder, check=True)
    outputs = [fresh_workflow.folder / f"{name}.txt" for name in ("full", "read-only", "step", "room")]
    full, read_only, alone, room = (path.read_text() for path in outputs)
    assert documented("The disk is full", full)
    assert (fresh_workflow.folder / "left.txt").read_text() == ""
    assert documented("The results folder is read-only", read_only)
    assert documented("A step alone on a read-only folder", alone)
    assert [text.splitlines()[-1] for text in (full, read_only, alone, room)] == ["1", "1", "1", "0"]
