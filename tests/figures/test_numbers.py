"""Figures show the numbers they are given."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import trapezoid
from scipy.spatial.distance import cdist
from scipy.stats import kstwo

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.config.gaussianity import GaussianitySettings
from hotcold.data.pixels import to_model
from hotcold.diffusion.schedule import make_schedule
from hotcold.evaluation.schedule_tables import analyse
from hotcold.figures.fig23_nearest_digits import nearest
from hotcold.storage.arrays import Arrays
from tests.figures.drawing import RUNS, draw, of
from tests.figures.study import model
from tests.figures.tables import (
    claims_table,
    losses_by_t_table,
    losses_table,
    quality_table,
    ruler_table,
    scores_table,
    settings_table,
)


@pytest.mark.parametrize(("short", "long"), [RUNS, RUNS[::-1]])
def test_the_end_is_each_runs_own(short, long):
    """One run ends after 20 epochs at 1/20, the other after 3 at 1/3; whichever comes first."""
    labels = {run: run.split("-")[1] for run in RUNS}
    given = {"losses": losses_table(of(RUNS), {short: 20, long: 3}), "settings": settings_table(of(RUNS)), "runs": RUNS}
    seen = draw("fig03_losses", **given).get_suptitle().split("\n")[0]
    said = f"{labels[short]} 0.05, {labels[long]} 0.333"
    assert seen == f"Validation loss of the averaged weights after the last epoch: {said}"


@pytest.mark.parametrize("epochs", [2, 5, 50])
def test_losses_by_whole_epochs(epochs):
    table = losses_table(of(RUNS), dict.fromkeys(RUNS, epochs))
    for axes in draw("fig03_losses", losses=table, settings=settings_table(of(RUNS)), runs=RUNS).axes:
        assert axes.get_xlabel() == "epoch"
        assert all(float(tick).is_integer() for tick in axes.get_xticks())
        for line in axes.get_lines():
            np.testing.assert_allclose(line.get_ydata(), 1 / np.arange(1, epochs + 1))


def test_schedules_are_drawn_as_given():
    columns = {"t": [0, 1, 2], "beta": [np.nan, 0.1, 0.2], "alpha_bar": [1, 0.9, 0.42], "snr": [np.inf, 9, 0.7]}
    figure = draw("fig01_schedules", schedules=pd.DataFrame({"schedule": "mine", **columns}))
    left, right = figure.axes
    np.testing.assert_allclose(left.get_lines()[0].get_xydata(), [[0, 1], [1, 0.9], [2, 0.42]])
    np.testing.assert_allclose(right.get_lines()[0].get_xydata(), [[1, 0.1], [2, 0.2]])
    assert figure.get_suptitle().startswith("Last step t with half of the signal's variance left: mine 1\n")


@pytest.mark.parametrize(("threshold", "timesteps"), [(0.2, 4), (0.001, 60)])
def test_the_threshold_is_the_studys_and_the_median_runs_over_4_per_cent_of_T(digits, threshold, timesteps):
    settings = GaussianitySettings(images=[1], noise_seeds=1, threshold=threshold, test_pixels=[784, 10**9])
    made = {"mine": make_schedule(Choice(function="constant", options={"value": 0.5}), timesteps)}
    ks, crossings = analyse(made, digits.train_images[:2], 0.5, settings, lambda: None)
    figure = draw("fig02_gaussianity", ks=ks, ks_crossings=crossings)
    published, correct, exact = figure.axes
    assert f"p > {threshold:g}" in exact.get_title()
    critical = [line.get_ydata()[0] for line in exact.get_lines()[1:]]
    np.testing.assert_allclose(kstwo.sf(critical, [784, 10**9]), threshold, rtol=1e-6)
    for axes, formula in ((published, "published"), (correct, "correct")):
        p_values, running, *_, level = axes.get_lines()
        table = ks[(ks["formula"] == formula) & (ks["images"] == 1)]
        np.testing.assert_allclose(p_values.get_ydata(), table["p_value"])
        assert level.get_ydata()[0] == threshold
        smooth = table["p_value"].rolling(1 if timesteps == 4 else 2, center=True, min_periods=1).median()
        np.testing.assert_allclose(running.get_ydata(), smooth)


@pytest.mark.parametrize("name", ["fig03_losses", "fig06_fid", "fig12_morph_curves"])
def test_two_runs_of_one_schedule_are_a_line_each_over_their_own_seeds(name):
    models = [model(run, "morph", "linear", "unet", seed) for run in ("twin", "slow") for seed in range(3)]
    losses = losses_table(models)
    losses.loc[losses["run"] == "slow", "loss"] *= 7
    scores = scores_table(models, values={"twin": 30.0, "slow": 90.0}, images={1: 100, 2: 100})
    given = {"losses": losses, "scores": scores, "ruler": ruler_table(), "settings": settings_table(models)}
    wanted = plugins.arguments("figures", name)
    figure = draw(name, **{key: table for key, table in given.items() if key in wanted}, runs=["twin", "slow"])
    lines = [line for line in figure.axes[0].get_lines() if len(line.get_xdata()) == 2 and line.get_label()[0] != "_"]
    assert [line.get_label().split(",")[0] for line in lines[:2]] == ["twin", "slow"]
    # By seed, losses have 0, 0.1 and 0.2 more, FID 0, 10 and 20; and 10 for n = 100.
    means = ([80, 50], [200, 110]) if name == "fig06_fid" else ([1.1, 0.6], [7.7, 4.2])
    np.testing.assert_allclose([line.get_ydata() for line in lines[:2]], means)


@pytest.mark.parametrize("factor", [1.0, 3.0])
def test_the_losses_at_one_ratio_are_told_from_their_means(factor):
    """Both schedules' losses are one function of the ratio, but for a factor."""
    t = np.arange(41) / 41
    schedules = {"linear": np.append(1 - t[1:], 0.001)[:40], "cosine": np.cos(t[:40] * 1.5) ** 2}
    table = losses_by_t_table(of(RUNS), {name: np.clip(a, 1e-3, 0.999) for name, a in schedules.items()})
    table.loc[table["schedule"] == "cosine", "loss"] *= factor
    figure = draw("fig21_loss_by_t", losses_by_t=table, settings=settings_table(of(RUNS)), runs=RUNS)
    seen = figure.get_suptitle().replace("\n", " ")
    by_t = table.groupby(["schedule", "t"])["loss"].mean().unstack("t")
    means = trapezoid(by_t, by_t.columns, axis=1)
    assert f"differ by a factor of up to {means.max() / means.min():.2f}" in seen
    assert float(seen.split("signal-to-noise ratio by ")[1].split()[0]) == pytest.approx(factor, rel=0.05)


def test_the_nearest_digit_is_the_one_of_least_distance(digits, rng):
    pool, images = to_model(digits.train_images[:300], 0.5), to_model(digits.test_images[:20], 0.5)
    index, distance = nearest(images, pool)
    every = cdist(images.reshape(20, -1), pool.reshape(300, -1))
    np.testing.assert_array_equal(index, every.argmin(axis=1))
    np.testing.assert_allclose(distance, every.min(axis=1) / 28, rtol=1e-5)
    copied, none = nearest(pool[7:9], pool)
    assert (list(copied), list(none)) == ([7, 8], [0, 0])


def test_copies_of_training_digits_are_seen_beside_digits_that_are_not(digits):
    seen = {"train_images": digits.train_images[:500], "validation_images": digits.train_images[500:600]}
    about = of(["gaussian-linear-unet"])[0].model_dump()
    copies = Arrays({"images": to_model(digits.train_images[3:33], 0.5)}, {**about, "steps": 4})
    figure = draw("fig23_nearest_digits", samples=[copies], digits=Arrays(seen), columns=5)
    title = figure.get_suptitle().replace("\n", " ")
    how = "gaussian, unet, 4 steps"
    assert title.startswith(f"Distance to the nearest training digit ({how}): linear 0 %; validation digits ")
    of_validation = re.search(r"validation digits ([\d.]+) \[([\d.]+), ([\d.]+)\] %$", title)
    median, low, high = map(float, of_validation.groups())
    assert 10 < low < median < high
    picture = figure.axes[0].images[0].get_array().filled(np.nan)
    np.testing.assert_array_equal(picture[:28], picture[29:57])  # each above its nearest: itself
    np.testing.assert_array_equal(picture[:28, :28], copies["images"][0])


def test_the_table_of_claims_is_drawn_whole_and_no_text_lies_on_another():
    names = [f"claim_{k}_{'of_a_long_name_' * 4}" for k in range(7)]
    table = claims_table(names)
    table["why"] = [f"{name}: one sentence that says why, and goes on for more than a line" for name in names]
    figure = draw("fig00_claims", claims=table)
    assert figure.get_suptitle().startswith("7 claims, 5 seeds, laptop scale: 2 confirmed, 2 corrected, 1 refuted,")
    figure.draw_without_rendering()
    texts = [text for text in figure.axes[0].texts if text.get_text().strip()]
    said = " ".join(text.get_text().replace("\n", " ") for text in texts)
    for row in table.to_dict("records"):
        assert row["statement"] in said
        assert (row["why"] in said) == np.isnan(row["value"])  # where there is a number, it is enough
        assert np.isnan(row["value"]) or f"{row['value']:g} [" in said
    boxes = [text.get_window_extent().get_points() for text in texts]
    for k, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[:k]:
            assert not ((low + 0.5 < other_high) & (other_low + 0.5 < high)).all()


@pytest.mark.parametrize(("device", "machine"), [("cpu", "2 threads, bfloat16"), ("cuda", "GPU, bfloat16")])
def test_samplers_are_drawn_by_time_and_the_cheapest_good_one_is_named(device, machine):
    table = quality_table([model("mine", "gaussian", "linear", "cnn")], device)
    figure = draw("fig19_steps_vs_fid", quality=table)
    fid, within = figure.axes
    floor, *curves, own = fid.get_lines()
    assert list(floor.get_ydata()) == [3.0, 3.0]
    for line, style, values in zip(curves, ("-", "-", "--"), ((90, 54, 50), (80, 60, 56), (99, 98, 97)), strict=True):
        np.testing.assert_allclose(line.get_xydata(), np.c_[[0.005, 0.01, 0.02], values])
        assert line.get_linestyle() == style
    np.testing.assert_allclose(own.get_xydata(), [[0.02, 56.0]])
    np.testing.assert_allclose(within.get_lines()[0].get_ydata(), [0.9, 0.54, 0.5])
    assert within.get_xlabel() == f"seconds an image, {machine}"
    assert curves[1].get_color() == curves[2].get_color() != curves[0].get_color()
    assert (fid.get_xscale(), fid.get_yscale()) == ("log", "log")
    assert figure.get_suptitle().endswith("mine: dpm, 10 steps, FID 54")
