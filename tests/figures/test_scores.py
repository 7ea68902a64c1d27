"""Figures of scores show the numbers they are given, with intervals, beside those of real digits."""

import matplotlib.colors as mcolors
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hotcold.data.pixels import to_model
from hotcold.figures.parts.curves import losses_of
from hotcold.figures.parts.style import colour
from hotcold.storage.arrays import Arrays
from tests.figures.drawing import RUNS, draw, of
from tests.figures.study import model
from tests.figures.tables import (
    losses_table,
    ruler_table,
    scores_table,
    settings_table,
)

CROSSED = {
    "gaussian-linear-cnn": 150, "gaussian-linear-unet": 30, "morph-linear-cnn": 100, "morph-linear-unet": 60,
}  # fmt: skip


def by_epoch(models, images):
    scores = scores_table(models, images=images)
    given = {"scores": scores, "ruler": ruler_table(images), "settings": settings_table(models), "runs": RUNS}
    return scores, draw("fig06_fid", **given)


def lines_of(axes, schedule):
    same = [line for line in axes.get_lines() if mcolors.same_color(line.get_color(), colour(schedule))]
    return [line for line in same if len(line.get_xdata()) > 1]


@pytest.mark.parametrize("seeds", [1, 2, 4])
@pytest.mark.parametrize(
    ("images", "metric", "n"), [({1: 50, 2: 100}, "kid", "50 to 100"), ({1: 80, 2: 80}, "fid", "80")]
)
def test_curves_are_a_score_that_is_fair_at_its_n(seeds, images, metric, n):
    """KID at each epoch's most images, or FID where all epochs have as many; never raw weights, nor another split."""
    table, figure = by_epoch(of(RUNS, seeds), images)
    axes = figure.axes[0]
    rows = table[(table["metric"] == metric) & (table["split"] == "test") & (table["weights"] == "ema")]
    rows = rows[(rows["protocol"] == "sound") & (rows["n"] == rows["epoch"].map(images))]
    for schedule in ("linear", "cosine"):
        by_seed = rows[rows["schedule"] == schedule].pivot(index="epoch", columns="seed", values="value")
        line, *points = lines_of(axes, schedule)
        np.testing.assert_allclose(line.get_xydata(), np.c_[by_seed.index, by_seed.mean(axis=1)])
        assert len(points) == (1 if seeds == 2 else 0)
    bands = [band for band in axes.collections if len(band.get_paths())]
    low, high = (bands[0].get_paths()[0].get_extents().get_points()[k, 1] for k in (0, 1)) if seeds != 2 else (0, 0)
    one = rows[rows["schedule"] == "linear"]
    if seeds == 1:  # the table's, over images
        assert (low, high) == pytest.approx((one["low"].min(), one["high"].max()))
    if seeds == 4:  # Student's t, over seeds
        last, first = (one.loc[one["epoch"] == epoch, "value"] for epoch in (2, 1))
        ends = [stats.t.interval(0.95, 3, values.mean(), stats.sem(values)) for values in (last, first)]
        assert (low, high) == pytest.approx((ends[0][0], ends[1][1]))
    assert axes.get_xlabel() == "epoch"
    assert axes.get_ylabel() == f"{metric.upper()}, digit features, n = {n}"


def test_what_real_digits_score_is_the_rulers_row_of_the_same_n():
    images = {1: 50, 2: 100}
    _, figure = by_epoch(of(RUNS), images)
    table = ruler_table(images)
    table.loc[(table["n"] == 50) | (table["name"] != "real digits"), "value"] = 1e9
    floor = table[(table["name"] == "real digits") & (table["metric"] == "fid") & (table["n"] == 100)].iloc[0]
    axes = figure.axes[1]
    (line,) = (line for line in axes.get_lines() if line.get_linestyle() == "--")
    assert list(line.get_xdata()) == [floor["value"]] * 2
    assert f"real digits: {floor['value']:.3g} [" in axes.get_title()
    (band,) = axes.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((floor["low"], floor["high"]))


@pytest.mark.parametrize(("less", "scale"), [(0, "log"), (100, "linear")])
def test_scores_below_zero_are_seen_too(less, scale):
    """KID has no bias, and so is below zero for some samples that are as good as real digits."""
    models = of(RUNS)
    table = scores_table(models)
    table.loc[table["metric"] == "kid", ["value", "low", "high"]] -= less
    given = {"scores": table, "ruler": ruler_table(), "settings": settings_table(models), "runs": RUNS}
    axes = draw("fig06_fid", **given).axes[0]
    assert axes.get_yscale() == scale
    low, high = axes.get_ylim()
    values = np.concatenate([line.get_ydata() for name in ("linear", "cosine") for line in lines_of(axes, name)])
    assert low < values.min() < values.max() < high


def test_points_lie_at_the_last_epochs_fid_the_lowest_on_top():
    models = of(RUNS, 4)
    table, figure = by_epoch(models, {1: 50, 2: 100})
    rows = table[(table["metric"] == "fid") & (table["epoch"] == 2) & (table["n"] == 100) & (table["weights"] == "ema")]
    rows = rows[(rows["split"] == "test") & (rows["protocol"] == "sound")]
    axes = figure.axes[1]
    names = [text.get_text() for text in axes.get_yticklabels()]
    assert names == ["cosine", "linear"]  # from below: 1 is added to the second run
    dots = [
        line.get_xydata()[0] for line in axes.get_lines() if line.get_marker() in "os" and len(line.get_xdata()) == 1
    ]
    expected = [rows.loc[rows["schedule"] == name, "value"].mean() for name in names]
    np.testing.assert_allclose(sorted(dots, key=lambda dot: dot[1]), np.c_[expected, [0, 1]])
    values = rows.loc[rows["schedule"] == "linear", "value"]
    low, high = stats.t.interval(0.95, 3, values.mean(), stats.sem(values))
    title = figure.get_suptitle()
    assert title.startswith(f"FID at the end, in 50 steps: linear {values.mean():.3g} [{low:.3g}, {high:.3g}], cosine ")


def test_the_morphs_scores_are_those_of_the_most_samples():
    """50 at epoch 2 of both, 1 more for the second run, and 10 more by 100 samples."""
    models = of(RUNS)
    given = {"scores": scores_table(models), "ruler": ruler_table(), "settings": settings_table(models), "runs": RUNS}
    title = draw("fig12_morph_curves", losses=losses_table(models), **given).get_suptitle()
    assert title.startswith("gaussian, cnn: FID at the end, in 50 steps: linear 60 [54, 66], cosine 61 [54.9, 67.1]\n")


def test_runs_that_sample_checkpoints_of_others_have_their_losses():
    models, again = of(RUNS), [f"{run}_250" for run in RUNS]
    losses, settings = losses_table(models), settings_table(models)
    losses.loc[losses["weights"] == "raw", "loss"] *= 2
    resampled = settings.assign(run=settings["run"] + "_250")
    trained = pd.DataFrame({"run": again, "setting": "trained_as", "value": [f'"{run}"' for run in RUNS]})
    both = pd.concat([settings, resampled[resampled["setting"] != "trained_as"], trained])
    found = losses_of(losses, both, [*RUNS, *again])
    for run in RUNS:
        own, others = (found.loc[found["run"] == name, "loss"] for name in (run, f"{run}_250"))
        judged = (losses["split"] == "train") | (losses["weights"] == "ema")
        np.testing.assert_array_equal(own, losses.loc[judged & (losses["run"] == run), "loss"])
        np.testing.assert_array_equal(own, others)


def crossed(values, rng, **more):
    models = [model("second", "morph", "linear", "cnn") if run == "second" else of([run])[0] for run in values]
    table = scores_table(models[::-1], values=values, images={1: 10**9, 2: 10**9})  # 1000/n is nothing
    file = Arrays({"images": rng.normal(size=(4, 28, 28))}, models[0].model_dump())
    given = {"scores": table, "ruler": ruler_table(), "settings": settings_table(models, **more)}
    return draw("fig15_gaussian_unet", samples=[file], **given)


def test_network_and_degradation_are_crossed(rng):
    figure = crossed(CROSSED, rng)
    title = figure.get_suptitle().split("\n")
    assert title[0] == "FID with unet over that with cnn: linear 0.20 (gaussian), 0.60 (morph), in 50 steps"
    assert "Undecided" in " ".join(title[1:])
    axes = figure.axes[-1]
    lines = {line.get_label(): line.get_ydata() for line in axes.get_lines()}
    np.testing.assert_allclose(lines["gaussian"], [150, 30], rtol=1e-6)
    np.testing.assert_allclose(lines["morph"], [100, 60], rtol=1e-6)
    assert [text.get_text() for text in axes.get_xticklabels()] == ["cnn", "unet"]


@pytest.mark.parametrize("lost", CROSSED)
def test_three_of_four_cells_say_no_interaction(lost, rng):
    figure = crossed({run: value for run, value in CROSSED.items() if run != lost}, rng)
    assert figure.get_suptitle().startswith("FID by degradation and network, in 50 steps\n")


@pytest.mark.parametrize("more", [{"trained_as": {"second": "morph-linear-cnn"}}, {"training": {"second": 9}}])
def test_ablations_stay_out_of_the_cross(more, rng):
    """What only one degradation has; and a run of the same parts that comes first, and samples or learns otherwise."""
    further = {"second": 9, "gaussian-linear-own": 7, "gaussian-mine-cnn": 8}
    figure = crossed(further | CROSSED, rng, **more)
    lines = [line.get_ydata() for line in figure.axes[-1].get_lines()]
    expected = [line.get_ydata() for line in crossed(CROSSED, rng).axes[-1].get_lines()]
    for found, wanted in zip(lines, expected, strict=True):
        np.testing.assert_allclose(found, wanted)


def test_runs_stand_among_spoilt_digits_by_their_fid():
    values = {RUNS[0]: 50.0, RUNS[1]: 300.0}
    table = scores_table(of(RUNS), values=values, images={1: 10**9, 2: 10**9})
    figure = draw("fig22_what_a_score_means", scores=table, ruler=ruler_table(), runs=RUNS)
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    # 42, 50, 82, 122, 300 from the top
    assert names[::-1] == ["blurred, σ = 0.5", "linear", "blurred, σ = 1", "the mean digit", "cosine"]
    said = figure.get_suptitle().replace("\n", " ")
    assert said == "Lowest FID: linear, 50 [45, 55]; nearest to it: blurred, σ = 0.5, 42"
    assert figure.axes[0].get_xscale() == "log"


def test_a_rung_is_labelled_by_what_it_adds_and_chosen_on_validation(digits):
    """The second rung is best by validation, the third by test: the second is shown."""
    names = ["foot", "muon", "long"]
    models = [model(name, "gaussian", "linear", "unet", seed) for name in names for seed in range(3)]
    table = scores_table(models, values={"foot": 90.0, "muon": 40.0, "long": 45.0}, images={1: 10**9, 2: 10**9})
    table.loc[(table["run"] == "long") & (table["split"] == "test"), "value"] /= 9
    settings = settings_table(models, {"long": 50})
    settings.loc[(settings["run"] != "foot") & (settings["setting"] == "sampler.steps"), "value"] = "100"
    files = [Arrays({"images": to_model(digits.train_images[:9], 0.5)}, one.model_dump()) for one in models]
    given = {"samples": files, "scores": table, "ruler": ruler_table(), "settings": settings}
    figure = draw("fig24_ladder", **given, runs=names)
    left, right = figure.axes
    assert [text.get_text() for text in left.get_yticklabels()] == ["foot", "+ steps 50 → 100", "+ epochs 2 → 50"]
    assert right.get_title().startswith("muon\nFID 50 [")  # 40, 50 and 60 by seed
    assert "gaussian 100 [75.2, 125] at the foot, 50 [25.2, 74.8] by muon" in figure.get_suptitle().replace("\n", " ")
    table = table[table["split"] == "validation"]
    alone = draw("fig24_ladder", **{**given, "scores": table}, runs=names)
    title = alone.get_suptitle().replace("\n", " ")
    assert title.startswith("FID of validation digits: gaussian 101 [75.7, 125] at the foot")
    assert alone.axes[0].get_xlabel().endswith(", validation")
    assert alone.legends[0].get_texts()[0].get_text() == "validation"
