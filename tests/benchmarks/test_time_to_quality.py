"""Time to quality: what is counted, what every loop hands over, and a whole measurement of seconds."""

import copy
import itertools
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import peers
import pytest
import time_to_quality
import torch
import watched
import ways
import yaml

from hotcold.config.sampling import Guidance
from hotcold.diffusion.checkpoints import load_checkpoint
from hotcold.storage.tables import read_table, table_columns
from tests.conftest import ROOT

SETTINGS = {
    "usual": {"learning_rate": 0.01, "batch_size": 16},
    "diffusers": {"learning_rate": 0.01, "batch_size": 16},
    "denoising_diffusion_pytorch": {"train_lr": 0.01, "train_batch_size": 16},
    "study": {},
}
OVERLAY = {
    "networks": {"unet": {"options": {"channels": [4, 8, 8]}}},
    "training": {"batch_size": 16},
    "sampling": {"samplers": {"gaussian": {"steps": 2}}},
}
CHECKED = {"first": 0, "factor": 1, "limit": 1e9, "target": 0, "images": 20}


@pytest.fixture
def training(case):
    """A tiny one of a Gaussian UNet, checked after every update."""
    return watched.Training("study", "", {}, case, **CHECKED)


def checks(*values):
    return pd.DataFrame({"seconds": 10 * 2.0 ** np.arange(len(values)), "fid": values})


def test_reached_by_hand():
    assert time_to_quality.reached(checks(100, 60, 20, 30, 10), 40) == pytest.approx(30)  # halfway from 20 to 40 s
    assert time_to_quality.reached(checks(100, 40, 20), 40) == 20
    assert time_to_quality.reached(checks(35, 50, 20), 40) == 10
    assert np.isnan(time_to_quality.reached(checks(100, 50, 41), 40))


def test_rows_compare_with_the_better_usual_setting():
    """Two seeds; the second usual setting is faster, a peer never gets there with one of the seeds."""
    by_variant = {"usual, 1": [(60, 20), (60, 20)], "usual, 2": [(20, 9), (20, 9)], "peer": [(60, 20), (60, 50)]}
    table = pd.concat(
        checks(*values).assign(variant=variant, model="unet", seed=seed)
        for variant, seeds in by_variant.items()
        for seed, values in enumerate(seeds)
    )
    at_40, at_20 = (pd.DataFrame(time_to_quality.rows(table, [n])).set_index("variant") for n in (40, 20))
    assert at_40["value"].to_dict() == pytest.approx({"usual, 1": 15, "usual, 2": 10, "peer": np.nan}, nan_ok=True)
    assert at_40["ratio"].to_dict() == pytest.approx({"usual, 1": 2 / 3, "usual, 2": 1, "peer": np.nan}, nan_ok=True)
    assert at_20.loc["usual, 1", ["value", "ratio"]].tolist() == [20, 0.5]


@pytest.mark.parametrize("case", ["gaussian"], indirect=True)
@pytest.mark.parametrize(("target", "limit", "expected"), [(40, 1e9, [2, 4, 8, 15]), (0, 7, [2, 4, 7]), (0, 1, [1])])
def test_the_clock_stands_while_samples_are_scored(monkeypatch, training, target, limit, expected):
    now, values = [100.0], itertools.chain([90, 70, 50], itertools.repeat(39))
    monkeypatch.setattr(watched, "clock", lambda _: now[0])
    monkeypatch.setattr(watched, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def score(*_):
        now[0] += 1000
        return next(values)

    watch = watched.Watch(training._replace(first=2, factor=1.8, target=target, limit=limit), score)
    now[0] += 50  # until all is ready
    watch(0, lambda: None)

    def train():
        for _ in range(100):
            now[0] += 1
            watch(1, lambda: None)

    with pytest.raises(watched.EnoughError):
        train()
    assert [check["seconds"] for check in watch.checks] == expected == [check["updates"] for check in watch.checks]


@pytest.mark.parametrize("case", ["gaussian"], indirect=True)
@pytest.mark.parametrize("loop", SETTINGS)
def test_what_a_loop_trains_is_what_is_sampled(monkeypatch, training, loop, digits):
    """The weights that a loop hands over change, and predict in the study's network what they predict in the loop's."""
    if loop in peers.PEERS:
        pytest.importorskip(loop)
    for module in (ways, peers):
        monkeypatch.setattr(module, "bundled", lambda _: digits.train_images[:128].copy())
    z_t, time = torch.randn((3, *ways.SHAPE), generator=torch.Generator().manual_seed(0)), torch.tensor([0.1, 0.5, 1])
    predicted = []

    @torch.no_grad()
    def score(network, epoch):
        _, _, sampled = load_checkpoint(watched.keep(training.case, epoch, network), "ema")
        predicted.append(copy.deepcopy(network)(z_t, time))
        torch.testing.assert_close(sampled(z_t, time), predicted[-1], rtol=1e-3, atol=1e-4)
        return 50 - len(predicted)

    training = training._replace(loop=loop, setting=SETTINGS[loop], target=47)
    watch = watched.Watch(training, score)
    with pytest.raises(watched.EnoughError):
        watched.LOOPS[loop](training, watch)
    assert len(predicted) == 3
    assert all((a - b).abs().max() > 0 for a, b in itertools.pairwise(predicted[1:]))
    assert not (training.case.folder / "results").exists() or not any((training.case.folder / "results").iterdir())


@pytest.mark.parametrize("case", ["gaussian"], indirect=True)
def test_a_guide_is_the_average_after_its_epoch(monkeypatch, training, digits):
    monkeypatch.setattr(ways, "bundled", lambda _: digits.train_images[:32].copy())
    guided = training.case.sampler.model_copy(update={"guidance": Guidance(epoch=1)})
    training = training._replace(case=training.case._replace(sampler=guided), target=45)
    averages, fid = [], watched.fid_of(training)

    def score(network, epoch):
        averages.append((epoch, {name: tensor.clone() for name, tensor in network.state_dict().items()}))
        assert np.isfinite(fid(network, epoch))
        return 50 - len(averages)

    with pytest.raises(watched.EnoughError):
        watched.LOOPS["study"](training, watched.Watch(training, score))
    assert [epoch for epoch, _ in averages] == [1, 1, 2, 2, 3]  # two updates each
    _, _, guide = load_checkpoint(training.case.folder / "epoch-1.safetensors", "ema")
    assert all(torch.equal(tensor, averages[1][1][name]) for name, tensor in guide.state_dict().items())


def test_a_setting_is_given_up_once_another_of_its_loop_was_sooner(monkeypatch, tmp_path):
    """The study's own two are different trainings, and both go on to the end."""
    limits = []

    def checked(training):
        limits.append((training.loop, training.limit))
        return pd.DataFrame({"updates": [1, 2], "seconds": [10.0, 30.0], "fid": [60.0, 20.0]})

    monkeypatch.setattr(time_to_quality, "checks_of", checked)
    monkeypatch.setattr(time_to_quality, "installed", list)
    config = yaml.safe_load((ROOT / "benchmarks" / "config.yaml").read_text())["time_to_quality"]
    time_to_quality.measure(config | {"targets": [40, 30]}, torch.device("cpu"), tmp_path, [], [0])
    limit = config["limit"]
    assert limits == [("usual", limit), ("usual", 25), ("study", limit), ("study", limit)]


@pytest.mark.dag
def test_a_whole_measurement_goes_on_where_it_was_left(tmp_path):
    (tmp_path / "overlay.yaml").write_text(yaml.safe_dump(OVERLAY))
    run = {"run": "gaussian-linear-unet", "overlay": str(tmp_path / "overlay.yaml")}
    about = {key: CHECKED[key] for key in ("first", "factor", "images")} | {"limit": 1e-6, "targets": [1e6, 1]}
    loops = {loop: [setting] for loop, setting in SETTINGS.items()} | {"study": {"recipe": run}}
    (tmp_path / "tiny.yaml").write_text(
        yaml.safe_dump({"time_to_quality": {**about, **loops, "model": run}}, sort_keys=False)
    )
    folder = tmp_path / "results" / "bench"

    def measure(*loops):
        command = [sys.executable, str(ROOT / "benchmarks" / "bench.py"), "--config", "tiny.yaml", "--device", "cpu"]
        command += ["--time-to-quality", *loops, "--seeds", "0", "1"]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        table = read_table(folder / "time_to_quality.parquet").set_index(["variant", "quantity"])
        kept = {path: path.stat().st_mtime_ns for path in (folder / "time_to_quality").iterdir()}
        return table, kept

    _, first = measure("study")
    assert [path.name.split("-")[0] for path in first] == ["study"] * 2
    table, both = measure("study", "usual")
    assert both.items() > first.items()
    assert len(both) == 4
    usual = "usual, learning_rate = 0.01, batch_size = 16"
    assert table.index.tolist() == [(v, f"until FID {n}") for n in ("1e+06", "1") for v in (usual, "recipe")]
    assert (table.loc[(slice(None), "until FID 1e+06"), ["low", "value", "high"]] > 0).all(axis=None)
    assert table.loc[(usual, "until FID 1e+06"), "ratio"] > 0
    assert table.loc[(slice(None), "until FID 1"), "value"].isna().all()
    of_checks = next(iter(both))
    assert table_columns(of_checks) == time_to_quality.COLUMNS
    assert {"recipe", usual} == {name for path in both for name in read_table(path)["variant"]}
    assert all(name in (folder / "time_to_quality.md").read_text() for name in (usual, "recipe", "1e+06"))
