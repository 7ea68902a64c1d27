"""The benchmark's arithmetic, and a whole benchmark of seconds."""

import os
import platform
import re
import subprocess
import sys
from functools import partial

import bench
import numpy as np
import pytest
import rounds
import torch
import whole
import yaml
from matplotlib.image import imread
from report import COLUMNS

from hotcold.storage.tables import read_table, table_columns
from tests.benchmarks.conftest import TIMED
from tests.benchmarks.logged import logged
from tests.conftest import ROOT


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="not glibc: its allocator is left as it is")
def test_rounds_take_turns_in_processes_that_keep_memory_or_not(tmp_path):
    ways = {name: rounds.Way(partial(logged, tmp_path / "log", name), name == "kept") for name in ("plain", "kept")}
    seconds = rounds.in_rounds(ways, 3, torch.device("cpu"), 1e-9)
    assert {name: values.shape for name, values in seconds.items()} == {"plain": (3,), "kept": (3,)}
    names, processes, pages = zip(*(line.split() for line in (tmp_path / "log").read_text().splitlines()), strict=True)
    assert names == ("plain",) * 2 + ("kept",) * 2 + ("plain", "kept", "kept", "plain", "plain", "kept")
    assert len(set(zip(names, processes, strict=True))) == len({*processes, str(os.getpid())}) - 1 == 2
    assert int(pages[4]) > 10 * int(pages[5])


@pytest.mark.parametrize("case", ["cnn"], indirect=True)
def test_ratios_and_shares_are_taken_within_rounds(monkeypatch, case):
    """On a machine that becomes ten times as slow every round, a way that takes half the time does so in every one."""
    takes = {"usual": 4.0, "matrix product, bfloat16": 1.0, "study, bfloat16": 2.0}
    monkeypatch.setattr(
        bench, "in_rounds", lambda ways, n, *_: {name: takes.get(name, 8.0) * 10.0 ** np.arange(n) for name in ways}
    )
    rows = [row for row in bench.compared({"matrix_size": 64, "rounds": 3, "seconds": 1}, case, []) if row["ratio"] > 0]
    assert len(rows) == 2 * 4
    for row in rows:
        expected = 4.0 / takes.get(row["variant"], 8.0)
        assert [row[name] for name in ("ratio", "ratio_low", "ratio_high")] == pytest.approx([expected] * 3)
        assert row["high"] == pytest.approx(100 * row["low"])
        items, predictions = (16, 3) if row["part"] == "training" else (4 * 2, 1)
        flops = items * predictions * bench.ways.forward_flops(case.model.network_function)
        assert row["share"] == pytest.approx(flops / takes.get(row["variant"], 8.0) / (2 * 64**3))


def write_job(study, name, seconds, end):
    path = study / "benchmarks" / f"{name}.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"s\th:m:s\tmax_rss\n{seconds}\t0:00:00\t1.0\n")
    os.utime(path, (end, end))


def test_orchestration_by_hand(tmp_path):
    for name, seconds, end in (
        ("data/digits", 10, 1010),
        ("train/a", 40, 1055),
        ("train/b", 30, 1050),
        ("measure_latents", 20, 1080),
        *(
            (beside, 10, 2000)
            for beside in ("quality/a-seed-0", "collect_tables/quality", "figures/fig19_steps_vs_fid")
        ),
    ):
        write_job(tmp_path, name, seconds, end)
    starts = {"get_data": 1, "train": 2, "measure_latents": 3, "other": 50}
    values = [row["value"] for row in whole.orchestration(tmp_path, starts, 2)]
    assert values == pytest.approx([80, 100, 8, 1 - 92 / 160])
    assert list(whole.orchestration(tmp_path / "none", starts, 2)) == []


def test_every_benchmark_file_of_a_study_is_of_a_script_that_is_started():
    rules = "".join(path.read_text() for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    files = set(re.findall(r"{BENCHMARKS}/([a-z_]+)([-./][^\n\"]*)", rules))
    names = {name for name, rest in files if not whole.BESIDE & {name, name + rest}}
    assert "train" in names
    assert all((ROOT / "workflow" / "scripts" / f"{whole.SCRIPTS.get(n, n)}.py").is_file() for n in names), names


def test_memory_is_the_childs_and_a_failure_is_named():
    code = "import time; b = b'x' * ({} * 10**6); time.sleep(0.5)"
    big, small = (whole.used([sys.executable, "-c", code.format(n)])["memory"] for n in (300, 1))
    assert 250 < big - small < 350  # MB
    with pytest.raises(SystemExit, match="failed"):
        whole.used([sys.executable, "-c", "raise SystemExit(1)"])


@pytest.mark.dag
def test_a_whole_benchmark_writes_its_table_text_and_figure(tmp_path):
    folder = tmp_path / "results" / "bench"
    write_job(tmp_path / "results" / "study", "train/a", 100, 1100)
    growth = {"batch_sizes": [16], "samples": [10], "runs": [10]}
    config = {"rounds": 1, "seconds": 0.01, "matrix_size": 64, "timed": TIMED, "growth": growth}
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump({**config, "finished": "results/study"}))
    command = [sys.executable, str(ROOT / "benchmarks" / "bench.py"), "--config", "tiny.yaml", "--device", "cpu"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    table = read_table(folder / "bench.parquet")
    assert table_columns(folder / "bench.parquet") == COLUMNS
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    parts = ["training", "sampling", "start-up", "study", "growth with batch size", "growth with samples"]
    assert {*parts, "growth with runs"} == set(table["part"])
    timed = table[table["part"].isin(parts[:2]) & ~table["variant"].str.startswith("matrix product")]
    assert set(zip(timed["part"], timed["model"], strict=True)) == {(p, m) for p in parts[:2] for m in ("cnn", "unet")}
    assert timed[["value", "ratio", "share"]].gt(0).all(axis=None)
    assert (timed.loc[timed["variant"] == "usual", "ratio"] == 1).all()
    text = (folder / "bench.md").read_text()
    assert all(name in text for name in (torch.__version__, *table["variant"]))
    assert imread(folder / "bench.png").std() > 0.05
