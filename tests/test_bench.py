"""The benchmark's arithmetic, and that both sides of its comparison do the same work; never a speed."""

import copy
import dataclasses
import itertools
import os
import re
import shutil
import sys
from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest
import torch
import yaml
from PIL import Image
from torch import nn

from hotcold.artifacts import read_table, table_columns
from hotcold.bench import peers
from hotcold.bench.figure import draw
from hotcold.bench.goals import GOALS, Goal, judge
from hotcold.bench.growth import grown, write_overlay
from hotcold.bench.operations import PARTS, count_operations, profile, time_by_part
from hotcold.bench.orchestration import orchestration, read_jobs
from hotcold.bench.ours import LADDER, STUDY, Variant, compile_network, epochs_of, plain_adam, start, to_images
from hotcold.bench.rounds import interleave
from hotcold.bench.sampling import plain_restorer, sampling_task, study_restorer
from hotcold.bench.table import BENCH, measurement, write_measurements
from hotcold.bench.text import to_text
from hotcold.bench.usual import Digits, UsualTraining, usual_layers, usual_task
from hotcold.config.bench import BenchModel, BenchSettings
from hotcold.config.training import ComputeSettings, Precision
from hotcold.errors import InputError
from hotcold.latents import Latents
from hotcold.models import model_degradation
from hotcold.networks import build_network
from hotcold.networks.depthwise import DepthwiseConv
from hotcold.networks.norm import ChannelsLastNorm
from hotcold.pixels import to_model
from tests.conftest import Workflow

CPU = torch.device("cpu")
RATES = {"learning_rate": 1e-3, "ema_decay": 0.9}
OPTIONS = {"cnn": {"channels": [4, 4]}, "unet": {"channels": [4, 8, 8]}}


def model(name: str) -> BenchModel:
    given = BenchSettings().models[name].model_dump()
    return BenchModel.model_validate(given | {"network": {"function": name, "options": OPTIONS[name]}})


def network(name: str) -> nn.Module:
    """Return a network whose every weight has a gradient: its last convolution starts at zero otherwise."""
    net = build_network(name, OPTIONS[name], seed=0)
    torch.manual_seed(0)
    nn.init.normal_(net.output.weight, std=0.1)
    return net


def test_rounds_take_turns_and_every_other_runs_backwards() -> None:
    clock = itertools.count()
    seconds = interleave(3, {"a": lambda: float(next(clock))}, {"b": lambda: float(next(clock))})
    assert {name: values.tolist() for name, values in seconds.items()} == {"a": [0, 3, 4], "b": [1, 2, 5]}
    with pytest.raises(ValueError, match="two tasks of one name"):
        interleave(1, {"a": lambda: 1.0}, {"b": lambda: 1.0, "a": lambda: 1.0})


def test_a_row_against_numpy(rng: np.random.Generator) -> None:
    rates, usual, peak = rng.uniform(1, 9, (3, 7))
    row = measurement(
        group="g", quantity="q", unit="image/s", values=rates, baseline="usual", against=usual, flops=3e6, peak=peak
    )
    ratios = [a / b for a, b in zip(rates, usual, strict=True)]
    expected = (np.median(rates), min(rates), max(rates), np.median(ratios), min(ratios), max(ratios), 7)
    names = ("value", "low", "high", "ratio", "ratio_low", "ratio_high", "repeats")
    assert tuple(row[name] for name in names) == pytest.approx(expected)
    assert row["share"] == pytest.approx(np.median([3e6 * a / p for a, p in zip(rates, peak, strict=True)]))
    alone = measurement(group="g", quantity="q", unit="s", values=2.0)
    assert np.isnan([alone["ratio"], alone["share"], alone["flops"]]).all()


@pytest.mark.parametrize("groups", [1, 4])
def test_operations_of_a_convolution_by_hand(groups: int) -> None:
    class Convolutions(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Conv2d(1, 8, 1)
            self.second = nn.Conv2d(8, 4, 5, padding=2, groups=groups)

        def forward(self, image: torch.Tensor, _: torch.Tensor) -> torch.Tensor:
            return self.second(self.first(image))

    first, second = 2 * 28 * 28 * 8, 2 * 28 * 28 * 5 * 5 * (8 // groups) * 4
    counted = count_operations(Convolutions())
    assert counted.forward == first + second
    assert counted.training == 2 * first + 3 * second  # the image itself needs no gradient
    assert counted.convolutions == counted.training


def test_a_profile_is_split_without_counting_twice() -> None:
    net = network("unet")
    with profile(CPU) as profiled:
        net(torch.zeros(4, 1, 28, 28), torch.ones(4)).sum().backward()
    seconds = time_by_part(profiled.events(), CPU)
    assert set(seconds) == set(PARTS)
    assert min(seconds[part] for part in ("convolution", "normalisation", "activation")) > 0
    events = [event for event in profiled.events() if event.cpu_parent is None]
    assert sum(seconds.values()) <= sum(event.cpu_time_total for event in events) / 1e6


@pytest.mark.parametrize("name", ["cnn", "unet"])
def test_usual_and_ours_do_the_same_update(digits, garments, name: str) -> None:
    """Two updates on what ours drew: same loss, same weights, same average."""
    seen = []
    degradation = model_degradation(model(name).description(name, 0.5), CPU)

    def record(x: torch.Tensor, z: torch.Tensor, alpha_bar: torch.Tensor) -> torch.Tensor:
        if len(x) > 1:  # the validation is of one image
            t = torch.searchsorted(-degradation.alpha_bar.float(), -alpha_bar.flatten())
            seen.append((x, t, z))
        return degradation.operator(x, z, alpha_bar)

    recording = dataclasses.replace(degradation, operator=record)
    images = to_images(digits.train_images, garments.train_images.copy(), 16, 0.5, CPU)
    ours = start(LADDER[0], network(name), **RATES)
    second = next(epochs_of(LADDER[0], ours, recording, images, epochs=1, batch_size=16))
    usual = UsualTraining(network(name), degradation, **RATES)
    losses = [usual.update(*drawn) for drawn in seen]
    assert losses[1:] == pytest.approx([second.train], rel=1e-4)
    for theirs, our in ((usual.network, ours.network), (usual.ema, ours.ema.network)):
        for a, b in zip(theirs.parameters(), our.parameters(), strict=True):
            # Adam's first steps are its learning rate in size, whatever the gradient's.
            torch.testing.assert_close(a, b, rtol=0, atol=0.02 * RATES["learning_rate"])


@pytest.mark.parametrize("name", ["cnn", "unet"])
def test_usual_layers_are_pytorchs_and_predict_the_same(name: str) -> None:
    z_t = torch.randn((3, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    ours = network(name)
    for parameter in ours.parameters():
        nn.init.normal_(parameter, std=0.3)
    usual = usual_layers(copy.deepcopy(ours))
    of_the_study = [ChannelsLastNorm, DepthwiseConv] if name == "cnn" else [DepthwiseConv]
    assert not {type(module) for module in usual.modules()} & set(of_the_study)
    torch.testing.assert_close(usual(z_t, torch.ones(3)), ours(z_t, torch.ones(3)), rtol=1e-4, atol=1e-4)


def test_usual_images_are_ours(digits, garments) -> None:
    data = Digits(digits.train_images[:3], None, 0.5, 5)
    assert len(data) == 5
    expected = to_model(digits.train_images[[0, 1, 2, 0, 1]], 0.5)
    np.testing.assert_allclose(np.stack([data[k][0][0] for k in range(5)]), expected, atol=1e-6)
    _, garment = Digits(digits.train_images[:3], garments.train_images[:1], 0.5, 5)[4]
    np.testing.assert_allclose(garment[0], to_model(garments.train_images[0], 0.5), atol=1e-6)


def test_the_usual_loop_makes_its_updates(digits, garments) -> None:
    degradation = model_degradation(model("unet").description("unet", 0.5), CPU)
    training = UsualTraining(network("unet"), degradation, **RATES)
    before = [p.clone() for p in training.network.parameters()]
    sizes = []
    update = training.update
    training.update = lambda x, t, z: sizes.append(len(x)) or update(x, t, z)
    pair = (digits.train_images[:8], garments.train_images[:8])
    assert usual_task(training, *pair, 0.5, batch_size=4, updates=3, device=CPU)() > 0
    assert sizes == [4] * (1 + 3)
    assert not all(torch.equal(a, b) for a, b in zip(before, training.network.parameters(), strict=True))


@pytest.mark.parametrize("variant", LADDER[:-1], ids=lambda variant: variant.name)
def test_variants_are_what_they_are_called(digits, garments, variant: Variant) -> None:
    net, adams, layouts, dtypes = network("unet"), [], [], []
    real = torch.optim.Adam
    net.down[1].norm.register_forward_pre_hook(
        lambda module, inputs: layouts.append(inputs[0].is_contiguous(memory_format=torch.channels_last))
    )
    net.down[1].expand.register_forward_hook(lambda module, inputs, output: dtypes.append(output.dtype))
    degradation = model_degradation(model("unet").description("unet", 0.5), CPU)
    images = to_images(digits.train_images, garments.train_images.copy(), 8, 0.5, CPU)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            torch.optim, "Adam", lambda *given, **options: adams.append(options["fused"]) or real(*given, **options)
        )
        epochs_of(variant, start(variant, net, **RATES), degradation, images, epochs=1, batch_size=4)
    assert adams == [variant.fused_adam or None]
    assert set(layouts) == {variant.channels_last}
    assert set(dtypes) == {{"float32": torch.float32, "bfloat16": torch.bfloat16}[variant.precision]}


@pytest.mark.skipif(shutil.which("c++") is None, reason="torch.compile needs a C++ compiler here")
def test_a_compiled_network_predicts_the_same(digits, garments) -> None:
    images = to_images(digits.train_images, garments.train_images.copy(), 4, 0.5, CPU)
    z_t, time = torch.rand(4, 1, 28, 28) - 0.5, torch.ones(4)

    class Shifted(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.shift = nn.Parameter(torch.ones(()))

        def forward(self, z_t: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
            return (z_t + self.shift) * time[:, None, None, None]

    net = Shifted()
    expected = net(z_t, time)
    assert compile_network(net, images, 4, nullcontext()) > 0
    assert net._compiled_call_impl is not None
    torch.testing.assert_close(net(z_t, time), expected, rtol=1e-4, atol=1e-5)


def test_plain_adam_lasts_no_longer_than_its_block() -> None:
    adam = torch.optim.Adam
    with plain_adam():
        assert torch.optim.Adam([torch.zeros(1)], fused=True).defaults["fused"] is None
    assert torch.optim.Adam is adam


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("bfloat16", 0.02)])
def test_both_ways_of_sampling_give_the_same_images(garments, precision: Precision, tolerance: float) -> None:
    chosen = model("unet")
    description = chosen.description("unet", 0.5)
    plain = plain_restorer(network("unet"), model_degradation(description, CPU), 0.5)
    study = study_restorer(network("unet"), description, ComputeSettings(), precision)
    pool = to_model(garments.test_images, 0.5)
    z_T = torch.from_numpy(pool[:4, None])
    torch.testing.assert_close(plain(z_T, 500), study(z_T, 500), rtol=0, atol=tolerance)
    assert sampling_task(study, chosen.sampler, Latents(pool[:4], pool[:4]))() > 0


def write_job(folder, name: str, seconds: float, end: float) -> None:
    path = folder / f"{name}.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"s\th:m:s\tmax_rss\n{seconds}\t0:00:00\t1.0\n")
    os.utime(path, (end, end))


def test_orchestration_by_hand(tmp_path) -> None:
    write_job(tmp_path, "data/digits", 10, 1010)
    write_job(tmp_path, "train/a", 40, 1055)  # a pause of 5 seconds
    write_job(tmp_path, "train/b", 30, 1050)
    write_job(tmp_path, "measure_latents", 20, 1080)  # and again
    for beside in ("quality/a-seed-0", "collect_quality", "figures/fig19_steps_vs_fid"):
        write_job(tmp_path, beside, 10, 2000)
    jobs = read_jobs(tmp_path)
    assert sorted(jobs["step"]) == ["get_data.py", "measure_latents.py", "train.py", "train.py"]
    total = orchestration(jobs, {"get_data.py": 1, "train.py": 2, "measure_latents.py": 3, "other.py": 50}, 2)
    assert dataclasses.astuple(total) == pytest.approx((4, 2, 80, 100, 8, 5))
    assert total.computing == pytest.approx(92)
    assert total.not_computing == pytest.approx(1 - 92 / 160)
    assert read_jobs(tmp_path / "none").empty


def bench_table() -> pd.DataFrame:
    rows = []
    for name in ("cnn", "unet"):
        for group, usual, gain in (("training", "usual", 4.0), ("sampling", "float32", 2.5)):
            common = {"group": group, "network": name, "quantity": "rate", "unit": "image/s", "flops": 1e6}
            rows += [
                measurement(**common, variant=usual, precision="float32", values=[9, 10, 11], peak=[5e7] * 3),
                measurement(
                    **common,
                    variant=STUDY,
                    precision="bfloat16",
                    baseline=usual,
                    values=np.array([9, 10, 11]) * gain,
                    against=[9, 10, 11],
                    peak=[5e7] * 3,
                ),
            ]
    common = {"group": "training beside peers", "network": "cnn", "quantity": "rate", "unit": "image/s"}
    rows.append(measurement(**common, variant="peer", precision="float32", values=8))
    rows.append(measurement(**common, variant=STUDY, precision="bfloat16", baseline="peer", values=40, against=8))
    return pd.DataFrame(rows)


def test_goals_are_judged_by_the_table() -> None:
    judged = judge(bench_table()).set_index("what")
    assert judged.loc["training, cnn: against usual", ["measured", "met"]].tolist() == ["4 ×", "yes"]
    share = judged.loc["training, cnn: share of the bfloat16 matrix product's rate"]
    assert (share["measured"], share["met"]) == ("80 %", "yes")
    assert judged["met"].iloc[-2:].tolist() == ["not measured"] * 2
    assert len(judged) == len(GOALS)
    slow = Goal("slow", {"group": "training", "network": "cnn", "variant": "usual"}, "value", "at most", 9, "×")
    assert judge(bench_table(), (slow,))["met"].tolist() == ["no"]


def test_figure_and_text_show_the_table(tmp_path) -> None:
    path = tmp_path / "bench.parquet"
    write_measurements(bench_table().to_dict("records"), path, CPU)
    assert table_columns(path) == BENCH
    table = read_table(path)
    figure = draw(table)
    assert figure.get_suptitle().startswith("Training runs 4 (cnn) and 4 (unet) times as fast")
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    assert widths == [10, 40, 8]
    assert [text.get_text() for text in figure.axes[0].texts] == ["", "×4", "ours ×5"]
    text = to_text(table)
    assert re.search(r"\| cnn +\| \+ bfloat16 +\| bfloat16 +\| rate +\| 40 \[36–44\] image/s +\| 4 \[4–4\]", text)
    assert torch.__version__ in text


def test_no_rows_make_a_table_too(tmp_path) -> None:
    write_measurements([], tmp_path / "none.parquet", CPU)
    assert read_table(tmp_path / "none.parquet").empty
    assert table_columns(tmp_path / "none.parquet") == BENCH


def test_growth_measures_the_child_and_names_its_failure(tmp_path) -> None:
    big, small = (
        [row["value"] for row in grown("size", n, [sys.executable, "-c", f"b = bytearray({n} * 10**6)"])]
        for n in (300, 1)
    )
    assert 250 < big[1] - small[1] < 350  # MB
    with pytest.raises(InputError, match=r"failed with size 7"):
        list(grown("size", 7, [sys.executable, "-c", "raise SystemExit(1)"]))
    runs = {"a": {"network": "cnn"}, "b": {"network": "unet"}}
    write_overlay(tmp_path / "o.yaml", "growth", runs, 5)
    written = yaml.safe_load((tmp_path / "o.yaml").read_text())
    assert len(written["runs"]) == 3
    assert not set(written["runs"]) & set(runs)


def test_a_peer_that_is_not_installed_is_left_out_in_one_line(monkeypatch, caplog) -> None:
    monkeypatch.setattr(peers, "PEERS", {"here": ("torch",), "elsewhere": ("no_such_module",)})
    assert peers.installed() == ["here"]
    assert [record.getMessage() for record in caplog.records] == [
        "elsewhere is left out: no_such_module is not installed; see pip install -e .[bench]"
    ]


def test_pngs_hold_the_digits(digits) -> None:
    with peers.png_folder(digits.train_images[:2], 3) as folder:
        written = [np.asarray(Image.open(folder / "digits" / f"{k}.png")) for k in range(3)]
    np.testing.assert_array_equal(written, digits.train_images[[0, 1, 0]])


@pytest.mark.parametrize("peer", peers.PEERS)
def test_a_peer_trains_and_samples(digits, peer: str) -> None:
    for name in peers.PEERS[peer]:
        pytest.importorskip(name)
    net = network("cnn")
    before = net.blocks[0][0].weight.clone()
    with peers.png_folder(digits.train_images, 112) as folder:
        assert peers.TRAINING[peer](net, folder, batch_size=16, updates=2, device=CPU)() > 0
    assert not torch.equal(before, net.blocks[0][0].weight)
    assert peers.SAMPLING[peer](net, images=2, steps=3, device=CPU)() > 0


@pytest.mark.dag
def test_the_bench_of_one_model_through_the_workflow(fresh_workflow: Workflow) -> None:
    targets = [f"results/smoke/bench/{what}-cnn.parquet" for what in ("training", "sampling")]
    result = fresh_workflow.run(*targets, "--configfile", "config/smoke.yaml")
    assert result.returncode == 0, result.stderr
    table, sampling = (read_table(fresh_workflow.folder / target) for target in targets)
    training = table[table["group"] == "training"]
    assert training["variant"].tolist() == ["usual", *(variant.name for variant in LADDER[:-1])]
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert training["ratio"].notna().tolist() == [False] + [True] * 5
    parts = table[table["unit"] == ""]
    assert parts["value"].sum() == pytest.approx(1)
    assert table.loc[table["unit"] == "image/s", ["flops", "share"]].gt(0).all(axis=None)
    assert sampling["variant"].tolist() == ["float32", "+ kept memory, channels-last", STUDY]
    assert sampling["ratio"].notna().tolist() == [False, True, True]
    assert sampling[["flops", "share"]].gt(0).all(axis=None)
