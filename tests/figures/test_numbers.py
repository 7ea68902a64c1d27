"""Figures show the numbers they are given."""

import matplotlib.colors as mcolors
import numpy as np
import pandas as pd
import pytest

from hotcold import plugins
from hotcold.figures.parts.style import colour
from hotcold.storage.arrays import Arrays
from tests.figures.study import fid_table, losses_of, model, quality_table

RUNS = ["gaussian-linear-cnn", "gaussian-cosine-cnn"]


def of(runs, seeds=1):
    """Return models of runs that are named by their parts."""
    return [model(run, *run.split("-"), seed) for run in runs for seed in range(seeds)]


def draw(name, *given):
    return plugins.entry("figures", name)(*given)


@pytest.mark.parametrize("seeds", [1, 3])
def test_fid_curves_are_the_tables_sound_rows_at_the_common_n(seeds):
    table = fid_table(of(RUNS, seeds))
    figure = draw("fig06_fid", table, RUNS)
    (axes,) = figure.axes
    sound = table[(table["protocol"] == "sound") & (table["n_generated"] == 50)]
    for line, schedule in zip(axes.get_lines(), ("linear", "cosine"), strict=False):
        assert mcolors.same_color(line.get_color(), colour(schedule))
        expected = sound[sound["schedule"] == schedule].groupby("epoch")["value"].mean()
        np.testing.assert_allclose(line.get_xydata(), np.c_[expected.index, expected])
    assert len(axes.collections) == (2 if seeds > 1 else 0)
    assert axes.get_xlabel() == "epoch"
    assert "n = 50" in axes.get_ylabel()
    assert figure.get_suptitle().startswith("Lowest FID at the end: linear")


@pytest.mark.parametrize(("short", "long"), [RUNS, RUNS[::-1]])
def test_the_end_is_each_runs_own(short, long):
    """The linear run ends after one epoch at 100, the cosine one after four at 26; and the other way about."""
    lowest = short.split("-")[1]
    title = draw("fig03_losses", losses_of(of(RUNS), {short: 20, long: 3}), RUNS).get_suptitle()
    assert title == f"Lowest validation loss at the end: {lowest}"
    table = fid_table(of(RUNS), {short: (1, 20), long: (1, 30)})
    table.loc[table["run"] == long, "value"] += 50
    assert draw("fig06_fid", table, RUNS).get_suptitle().startswith(f"Lowest FID at the end: {lowest}, ")


def test_the_morphs_scores_are_those_of_the_most_samples():
    """Of the mean over seeds: 100/2 + 0 or 10, k = 0 or 1, and half of it where there are 100 samples."""
    table = fid_table(of(RUNS, 2))
    table.loc[table["n_generated"] == 100, "value"] /= 2
    figure = draw("fig12_morph_curves", losses_of(of(RUNS), dict.fromkeys(RUNS, 1)), table, RUNS)
    assert figure.get_suptitle() == "gaussian, cnn: FID at the end 27.5 (linear), 28 (cosine), n = 100"


@pytest.mark.parametrize("epochs", [2, 5, 50])
def test_losses_by_whole_epochs(epochs):
    for axes in draw("fig03_losses", losses_of(of(RUNS), dict.fromkeys(RUNS, epochs)), RUNS).axes:
        assert axes.get_xlabel() == "epoch"
        assert all(float(tick).is_integer() for tick in axes.get_xticks())
        for line in axes.get_lines():
            np.testing.assert_allclose(line.get_ydata(), 1 / np.arange(1, epochs + 1))


def test_schedules_are_drawn_as_given():
    columns = {"t": [0, 1, 2], "beta": [np.nan, 0.1, 0.2], "alpha_bar": [1, 0.9, 0.72], "snr": [np.inf, 9, 2]}
    left, right = draw("fig01_schedules", pd.DataFrame({"schedule": "mine", **columns})).axes
    np.testing.assert_allclose(left.get_lines()[0].get_xydata(), [[0, 1], [1, 0.9], [2, 0.72]])
    np.testing.assert_allclose(right.get_lines()[0].get_xydata(), [[1, 0.1], [2, 0.2]])


@pytest.mark.parametrize(
    ("values", "decides"),
    [
        ({"gaussian-linear-cnn": 9, "gaussian-linear-unet": 3, "morph-linear-unet": 4}, True),
        ({"gaussian-linear-cnn": 9, "gaussian-linear-unet": 3, "morph-linear-unet": 10}, False),
        ({"gaussian-linear-unet": 3, "morph-linear-cnn": 9}, False),  # it may be the degradation
        ({"gaussian-linear-unet": 3, "morph-linear-unet": 4}, False),
    ],
)
def test_the_network_decides_only_where_the_degradation_cannot(values, decides, rng):
    run = "gaussian-linear-unet"
    table = fid_table(of(values)).assign(value=lambda rows: rows["run"].map(values))
    file = Arrays({"images": rng.normal(size=(4, 28, 28))}, of([run])[0].model_dump())
    title = draw("fig15_gaussian_unet", [file], table).get_suptitle()
    assert title == f"{'The network decides: l' if decides else 'L'}owest FID by {run}"


@pytest.mark.parametrize(("device", "machine"), [("cpu", "2 threads, bfloat16"), ("cuda", "GPU, bfloat16")])
def test_samplers_are_drawn_by_time_and_the_cheapest_good_one_is_named(device, machine):
    table = quality_table([model("mine", "gaussian", "linear", "cnn")], device)
    figure = draw("fig19_steps_vs_fid", table)
    fid, confident = figure.axes
    floor, *curves, own = fid.get_lines()
    assert list(floor.get_ydata()) == [3.0, 3.0]
    for line, style, values in zip(curves, ("-", "-", "--"), ((90, 54, 50), (80, 60, 56), (99, 98, 97)), strict=True):
        np.testing.assert_allclose(line.get_xydata(), np.c_[[0.005, 0.01, 0.02], values])
        assert line.get_linestyle() == style
    np.testing.assert_allclose(own.get_xydata(), [[0.02, 56.0]])
    np.testing.assert_allclose(confident.get_lines()[0].get_ydata(), [0.9, 0.54, 0.5])
    assert confident.get_xlabel() == f"seconds an image, {machine}"
    assert curves[1].get_color() == curves[2].get_color() != curves[0].get_color()
    assert (fid.get_xscale(), fid.get_yscale()) == ("log", "log")
    assert figure.get_suptitle().endswith("mine: dpm, 10 steps, FID 54")
