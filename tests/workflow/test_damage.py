"""Files that are missing, damaged or swapped: one line that names the file, and nothing else is touched.

The lines are those of docs/reliability.md.
"""

import re
import shutil

import pytest

from tests.conftest import ROOT, damage, documented_faults, files
from tests.workflow.checkouts import succeeded
from tests.workflow.conftest import ANALYSIS, FIGURE, KS, SMOKE
from tests.workflow.tiny import ONE, OTHER, collect, sample, score, train

SAMPLES = "samples/test-ema-epoch-2.npz"


@pytest.mark.parametrize("how", ["missing", "truncated", "flipped"])
@pytest.mark.parametrize(
    ("fault", "name", "command"),
    [
        ("checkpoint", f"{ONE}/epoch-2.safetensors", sample),
        ("sample file", f"{ONE}/samples/test-ema-epoch-1.npz", score),
        ("reference", "features/digits-reference.npz", score),
        ("classifier", "features/classifier.safetensors", score),
        ("data file", "data/digits.npz", train),
        ("table", f"{OTHER}/scores-inception.parquet", collect),
    ],
)
def test_a_damaged_file_is_one_line(study, complaint, documented, fault, name, command, how):
    """Every reader, on a file that is gone, ends early, or has one wrong bit."""
    kept = (study / name).read_bytes()
    damage(study / name, how)
    before = {path: (study / path).read_bytes() for path in files(study)}
    seen = complaint(lambda: command("one"))
    assert documented(f"A {fault} is {'missing' if how == 'missing' else 'damaged'}", seen)
    assert {path: (study / path).read_bytes() for path in files(study) if "resume" not in path} == before
    (study / name).write_bytes(kept)
    command("one")


@pytest.mark.parametrize(
    ("fault", "name", "other", "command"),
    [
        ("A checkpoint of another run", f"{ONE}/epoch-2.safetensors", f"{OTHER}/epoch-2.safetensors", sample),
        ("A checkpoint of another epoch", f"{ONE}/epoch-2.safetensors", f"{ONE}/epoch-1.safetensors", sample),
        ("Samples of another run", f"{ONE}/{SAMPLES}", f"{OTHER}/{SAMPLES}", score),
        ("Scores of another run", f"{ONE}/scores-inception.parquet", f"{OTHER}/scores-inception.parquet", collect),
        ("A reference from another classifier", "features/digits-reference.npz", "other.npz", score),
        ("Digits given as garments", "data/garments.npz", "data/digits.npz", train),
        ("Samples given as digits", "data/digits.npz", f"{ONE}/{SAMPLES}", train),
        ("A classifier given as a checkpoint", f"{ONE}/epoch-2.safetensors", "features/classifier.safetensors", sample),
        ("A table of other columns", f"{OTHER}/scores-inception.parquet", f"{OTHER}/losses.parquet", collect),
    ],
)
def test_a_swapped_file_is_one_line(study, complaint, documented, fault, name, other, command):
    shutil.copy(study / other, study / name)
    before = files(study)
    seen = complaint(lambda: command("one"))
    assert documented(fault, seen)
    assert {path for path in files(study) if "resume" not in path} == before


@pytest.mark.dag
def test_a_file_damaged_later_is_set_aside_and_made_again(analysed, documented):
    results = analysed.folder / "results" / "smoke"
    digits, schedules = results / "data/digits.npz", results / "metrics/schedules.parquet"
    ks, figure = analysed.folder / KS, analysed.folder / FIGURE
    before = {path: path.read_bytes() for path in (digits, schedules, ks, figure)}
    for fault, path, content, reader in (
        ("A file is damaged after it was made", digits, before[digits][:1000], ks),
        ("A table lies where another belongs", schedules, before[ks], figure),
    ):
        path.write_bytes(content)
        reader.unlink()
        failed = analysed.run(*ANALYSIS)
        assert failed.returncode == 1
        assert documented(fault, failed.stderr)
        assert path.with_name(f"{path.name}.damaged").read_bytes() == content
        assert not path.exists()
        succeeded(analysed.run(*ANALYSIS))
        assert {path: path.read_bytes() for path in before} == before


@pytest.mark.dag
def test_what_runs_made_is_set_aside_and_made_again(fresh_workflow, documented):
    """The checkpoint of one run is damaged, that of another swapped."""
    runs = [f"results/smoke/runs/{run}/seed-0" for run in ("gaussian-linear-cnn", "gaussian-cosine-cnn")]
    command = (*(f"{run}/samples/test-ema-epoch-2.npz" for run in runs), *SMOKE, "--keep-going")
    made = fresh_workflow.run(*command)
    assert made.returncode == 0, made.stderr
    folders = [fresh_workflow.folder / run for run in runs]
    before = {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
    damaged, swapped = (folder / "epoch-1.safetensors" for folder in folders)
    shutil.copy(damaged, swapped)
    damage(damaged, "flipped")
    for folder in folders:
        shutil.rmtree(folder / "samples")
    failed = fresh_workflow.run(*command)
    assert failed.returncode == 1
    assert documented("What runs made is damaged after it was made", failed.stderr)
    for path in (damaged, swapped):
        assert not path.exists()
        assert path.with_name(f"{path.name}.damaged").read_bytes() != before[path]
    succeeded(fresh_workflow.run(*command))
    assert {path: path.read_bytes() for path in before} == before


def test_every_test_that_the_documentation_names_is_there():
    assert len(documented_faults()) > 20
    sources = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    named = {name for path in (ROOT / "docs").glob("*.md") for name in re.findall(r"`(test_\w+)`", path.read_text())}
    assert len(named) > 40
    assert not {name for name in named if f"def {name}(" not in sources}
