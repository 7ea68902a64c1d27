"""The files of docs/own.md and of the README's example, put where they say, in a study of seconds."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from hotcold.claims.parts.folder import read_tables
from tests.conftest import ROOT
from tests.docs.pages import examples
from tests.workflow.checkouts import checkout, snakemake, succeeded, write_config

pytestmark = pytest.mark.dag

JUDGE = """
import dataclasses, json, pathlib, sys
from hotcold.claims.parts.folder import read_tables
from hotcold.claims.parts.judging import judge_claim
verdict = judge_claim("the_unet_draws_more_digits", read_tables(pathlib.Path(sys.argv[1])))
print(json.dumps(dataclasses.asdict(verdict)))
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Return a checkout with those files, and a config of the runs that they add."""
    workflow = checkout(tmp_path_factory.mktemp("own") / "checkout")
    files, config = examples("README.md", "docs/own.md")
    for path, text in files.items():
        (workflow.folder / path).write_text(text, encoding="utf-8")
    assert set(config) == {"runs", "schedules", "scores"}
    write_config(workflow.folder / "config.yaml", config)
    return workflow


def test_what_the_pages_add_is_trained_sampled_and_scored(own):
    _, config = examples("README.md", "docs/own.md")
    succeeded(snakemake(own.folder, "fid"))
    scores = pd.read_parquet(own.folder / "results/tiny/metrics/scores.parquet")
    assert set(scores["run"]) == set(config["runs"])
    for run, rows in scores[scores["metric"] == "ink"].groupby("run"):
        with np.load(own.folder / f"results/tiny/runs/{run}/seed-0/samples/test-ema-epoch-1.npz") as file:
            images = file["images"].astype(float)
        grey = ((images.clip(-0.5, 0.5) + 0.5) * 255).round()
        assert rows[rows["n"] == rows["n"].max()]["value"].to_numpy() == pytest.approx(grey.mean(), abs=0.01)


def test_the_claim_of_the_pages_is_judged_from_the_kept_study(own):
    command = [sys.executable, "-c", JUDGE, str(ROOT / "docs/study/tables")]
    verdict = json.loads(subprocess.run(command, cwd=own.folder / "src", capture_output=True, check=True).stdout)
    scores = read_tables(ROOT / "docs/study/tables")["scores"]
    scores = scores.query("metric == 'precision' and split == 'test' and protocol == 'sound' and epoch == epoch.max()")
    scores = scores[scores["n"] == scores.groupby("run")["n"].transform("max")]
    by_seed = scores.pivot_table(index="seed", columns="run", values="value")
    more = (by_seed["gaussian-linear-unet"] - by_seed["gaussian-linear-cnn"]).dropna()
    assert verdict["value"] == pytest.approx(more.mean())
    assert verdict["seeds"] == len(more)
    expected = "confirmed" if verdict["low"] > 0 else "refuted" if verdict["high"] < 0 else "undecided"
    assert verdict["verdict"] == expected
