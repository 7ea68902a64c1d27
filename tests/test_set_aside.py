"""Results that were damaged or swapped later: set aside by the run that finds them, made again by the next.

More of it, on one job after another, is in test_faults.py.
"""

import shutil
from pathlib import Path

import pytest

from hotcold.errors import DamagedError
from hotcold.set_aside import DamagedResults
from tests.conftest import Documented, Workflow, damage, files


def test_what_runs_made_is_set_aside_and_made_again(fresh_workflow: Workflow, documented: Documented) -> None:
    """The checkpoint of one run is damaged, that of another swapped."""
    runs = [f"results/smoke/runs/{run}/seed-0" for run in ("gaussian-linear-cnn", "gaussian-cosine-cnn")]
    command = (*(f"{run}/samples/epoch-2.npz" for run in runs), "--configfile", "config/smoke.yaml", "--keep-going")
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
    assert fresh_workflow.run(*command).returncode == 0
    assert {path: path.read_bytes() for path in before} == before


def test_only_what_this_run_complains_of_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    results, mine, logs = Path("results/laptop"), Path("mine"), Path("results/laptop/logs")
    names = ("made.npz", "old.npz", "good.npz")
    for path in (*(results / name for name in names), mine / "made.npz", logs / "deep" / "old.log"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def complain(log: str, path: Path | str) -> None:
        (logs / log).write_text(f"12:00:00 begins\n{path}: fine\nerror: {DamagedError(Path(path), 'broken: bits')}\n")

    complain("deep/old.log", results / "old.npz")
    damaged = DamagedResults(results, logs)
    complain("made.log", results / "made.npz")
    complain("again.log", results / "made.npz")
    complain("missing.log", results / "gone.npz")
    complain("mine.log", mine / "made.npz")
    complain("outside.log", results / ".." / ".." / "mine" / "made.npz")
    (logs / "other.log").write_text(f"error: {results / 'good.npz'}: could not be written; mend that and run again\n")
    assert list(damaged.set_aside()) == [(results / "made.npz", results / "made.npz.damaged")]
    assert {path.name for path in results.glob("*.*")} == {"made.npz.damaged", "old.npz", "good.npz"}
    assert files(mine) == {"made.npz"}
