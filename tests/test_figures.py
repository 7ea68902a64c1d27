"""Figures show the numbers they are given; the study's own are looked at, these are minimal ones."""

import subprocess
import sys
from pathlib import Path

import matplotlib.colors as mcolors
import numpy as np
import pandas as pd
import pytest

from hotcold import plugins
from hotcold.artifacts import Arrays, Column, write_table
from hotcold.figures.grids import margin_ink, mosaic
from hotcold.figures.style import colour

ROOT = Path(__file__).parents[1]
FIGURES = plugins.names("figures")


def fid(seeds: int = 1) -> pd.DataFrame:
    rows = [
        {
            "run": f"gaussian-{schedule}-cnn", "seed": seed, "degradation": "gaussian", "schedule": schedule,
            "network": "cnn", "epoch": epoch, "features": "digits", "protocol": protocol, "n_generated": n,
            "n_real": 200, "value": 100.0 / epoch + 10 * seed + k, "floor": 2.0,
        }
        for k, schedule in enumerate(("linear", "cosine"))
        for seed in range(seeds)
        for epoch in (1, 2)
        for protocol in ("sound", "published")
        for n in (100, 50)
    ]  # fmt: skip
    return pd.DataFrame(rows)


RUNS = ["gaussian-linear-cnn", "gaussian-cosine-cnn"]


@pytest.mark.parametrize("seeds", [1, 3])
def test_fid_curves_are_the_tables_sound_rows_at_the_common_n(seeds: int) -> None:
    table = fid(seeds)
    figure = plugins.entry("figures", "fig06_fid")(table, RUNS)
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


def test_the_morphs_scores_are_those_of_the_most_samples() -> None:
    """Of the mean over seeds: 100/2 + 0 or 10, k = 0 or 1, and half of it where there are 100 samples."""
    table = fid(2)
    table.loc[table["n_generated"] == 100, "value"] /= 2
    losses = pd.DataFrame(
        [
            {"run": run, "schedule": run.split("-")[1], "weights": "raw", "split": "train", "epoch": 1, "loss": 0.1}
            for run in RUNS
        ]
    )
    figure = plugins.entry("figures", "fig12_morph_curves")(losses, table, RUNS)
    assert figure.get_suptitle() == "Morphing: FID at the end 27.5 (linear), 28 (cosine), n = 100"


@pytest.mark.parametrize("epochs", [2, 5, 50])
def test_losses_by_whole_epochs(epochs: int) -> None:
    rows = [
        {"run": run, "schedule": run.split("-")[1], "weights": "raw", "split": split, "epoch": epoch, "loss": 1 / epoch}
        for run in RUNS
        for split in ("train", "validation")
        for epoch in range(1, epochs + 1)
    ]
    for axes in plugins.entry("figures", "fig03_losses")(pd.DataFrame(rows), RUNS).axes:
        assert axes.get_xlabel() == "epoch"
        assert all(float(tick).is_integer() for tick in axes.get_xticks())
        for line in axes.get_lines():
            np.testing.assert_allclose(line.get_ydata(), 1 / np.arange(1, epochs + 1))


def test_schedules_are_drawn_as_given() -> None:
    table = pd.DataFrame(
        {
            "schedule": "mine",
            "t": [0, 1, 2],
            "beta": [np.nan, 0.1, 0.2],
            "alpha_bar": [1, 0.9, 0.72],
            "snr": [np.inf, 9, 2],
        }
    )
    left, right = plugins.entry("figures", "fig01_schedules")(table).axes
    np.testing.assert_allclose(left.get_lines()[0].get_xydata(), [[0, 1], [1, 0.9], [2, 0.72]])
    np.testing.assert_allclose(right.get_lines()[0].get_xydata(), [[1, 0.1], [2, 0.2]])
    assert colour("mine") == colour("mine") != colour("linear")


@pytest.mark.parametrize(("device", "machine"), [("cpu", "2 threads, bfloat16"), ("cuda", "GPU, bfloat16")])
def test_samplers_are_drawn_by_time_and_the_cheapest_good_one_is_named(device: str, machine: str) -> None:
    values = {
        ("dpm", "ema"): (90.0, 54.0, 50.0),
        ("cold", "ema"): (80.0, 60.0, 56.0),
        ("cold", "raw"): (99.0, 98.0, 97.0),
    }
    table = pd.DataFrame(
        {
            "run": "mine", "sampler": sampler, "weights": weights, "steps": steps, "value": value, "floor": 3.0,
            "own": (sampler, weights, steps) == ("cold", "ema", 20), "confident_share": value / 100,
            "seconds_per_image": steps / 1000, "device": device, "threads": 2, "precision": "bfloat16",
            "features": "digits", "n_generated": 200,
        }
        for (sampler, weights), row in values.items()
        for steps, value in zip((5, 10, 20), row, strict=True)
    )  # fmt: skip
    figure = plugins.entry("figures", "fig19_steps_vs_fid")(table, ["mine"])
    fid, confident = figure.axes
    floor, *curves, own = fid.get_lines()
    assert list(floor.get_ydata()) == [3.0, 3.0]
    for line, (names, row) in zip(curves, values.items(), strict=True):
        np.testing.assert_allclose(line.get_xydata(), np.c_[[0.005, 0.01, 0.02], row])
        assert line.get_linestyle() == {"ema": "-", "raw": "--"}[names[1]]
    np.testing.assert_allclose(own.get_xydata(), [[0.02, 56.0]])
    np.testing.assert_allclose(confident.get_lines()[0].get_ydata(), [0.9, 0.54, 0.5])
    assert confident.get_xlabel() == f"seconds an image, {machine}"
    assert curves[1].get_color() == curves[2].get_color() != curves[0].get_color()
    assert (fid.get_xscale(), fid.get_yscale()) == ("log", "log")
    assert figure.get_suptitle().endswith("mine: dpm, 10 steps, FID 54")


def test_mosaic_keeps_every_pixel(rng) -> None:
    images = rng.normal(size=(7, 4, 3))
    picture = mosaic(images, 3)
    assert picture.shape == (3 * 5 - 1, 3 * 4 - 1)
    np.testing.assert_array_equal(picture[5:9, 4:7], images[4])
    assert np.isnan(picture[4]).all()


def test_margin_ink_is_that_of_the_frame() -> None:
    images = np.full((3, 28, 28), -0.5)
    images[:, 2:-2, 2:-2] = 0.5
    assert margin_ink(Arrays({"images": images}, {"pixel_limit": 0.5})) == 0
    images[:, 0, :] = 9.0  # clamped to full ink: 28 of the 208 pixels of the frame
    assert margin_ink(Arrays({"images": images}, {"pixel_limit": 0.5})) == pytest.approx(28 / 208)


def test_every_figure_has_its_caption_and_its_options() -> None:
    for name in FIGURES:
        assert (ROOT / "workflow" / "report" / f"{name}.rst").read_text().strip()
        assert "width" in plugins.options("figures", name)


def test_figures_import_no_torch() -> None:
    load = f"from hotcold import plugins; [plugins.entry('figures', name) for name in {FIGURES}]"
    code = f"import sys; {load}; print('torch' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def plot(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "workflow/scripts/plot_figure.py", "--figure", "fig01_schedules", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_same_tables_same_bytes_and_bad_options_refused(tmp_path: Path) -> None:
    table = pd.DataFrame({"schedule": "a", "t": [0, 1], "beta": [np.nan, 0.1], "alpha_bar": [1, 0.9], "snr": 1.0})
    write_table(table, tmp_path / "s.parquet", {name: Column("", name) for name in table})
    tables = f'--tables={{"schedules": "{tmp_path}/s.parquet"}}'
    contents = []
    for folder in ("a", "b"):
        paths = [tmp_path / folder / f"f.{suffix}" for suffix in ("png", "svg", "pdf")]
        outputs = "[" + ", ".join(f'"{path}"' for path in paths) + "]"
        result = plot(tmp_path, tables, "--outputs", outputs, "--dpi", "80")
        assert result.returncode == 0, result.stderr
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    result = plot(tmp_path, tables, "--outputs", f'["{tmp_path}/c.png"]', "--options", '{"colour": 1}')
    assert result.returncode == 1
    assert result.stderr.strip() == "error: options.colour: no such option of 'fig01_schedules'; allowed: width, height"
    assert not (tmp_path / "c.png").exists()
