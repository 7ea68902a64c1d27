"""The figures of restorations and latents show the numbers they are given, and conclude nothing of their own."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text
from scipy.special import expit

from hotcold import plugins
from hotcold.storage.arrays import Arrays
from tests.figures import tables
from tests.figures.drawing import draw, told
from tests.figures.study import EXPERIMENTS, Material, model
from tests.figures.tables import METHODS

MODEL = model("cold", "morph", "cosine", "unet")


def drawn(name, digits, garments, **tables):
    given = Material([MODEL], digits, garments).given(name) | tables
    return plugins.entry("figures", name)(**given)


def by_seed(frame, seeds, value):
    """Return the table of several seeds, whose values ``value`` gives from a row and a seed."""
    parts = [frame.assign(seed=seed, value=[value(row, seed) for row in frame.itertuples()]) for seed in seeds]
    return pd.concat(parts, ignore_index=True)


def segments(axes):
    """Return the ends of the intervals that are drawn, x, low and high."""
    lines = [line for one in axes.collections if isinstance(one, LineCollection) for line in one.get_segments()]
    return sorted((float(line[0, 0]), float(line[0, 1]), float(line[1, 1])) for line in lines)


def test_restorations_are_drawn_with_their_intervals(digits, garments):
    table = tables.restoration_table([MODEL])
    figure = drawn("fig13_restoration", digits, garments, restoration=table)
    *_, classes, error, sharpness = figure.axes
    for axes, metric in ((classes, "class_recovered"), (error, "rmse"), (sharpness, "sharpness")):
        rows = table[(table["metric"] == metric) & (table["method"] != "degraded")]
        for line, method in zip(axes.get_lines(), METHODS, strict=True):
            of_one = rows[rows["method"] == method]
            np.testing.assert_allclose(line.get_xydata(), of_one[["t", "value"]])
        np.testing.assert_allclose(
            segments(axes), sorted(rows[["t", "low", "high"]].itertuples(index=False, name=None))
        )
    title = told(figure)
    assert title.startswith(
        "cold, digits restored as their class from t = 10 and 40: direct 87.5 [83.1, 91.9] % and 50"
    )
    assert any("restored (one seed, intervals over images)" in text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize(("schedule", "carries"), [("cosine", True), ("linear", False)])
def test_verdicts_stand_only_over_the_run_that_they_are_about(digits, garments, schedule, carries):
    other = Material([model("cold", "morph", schedule, "unet")], digits, garments)
    figure = plugins.entry("figures", "fig13_restoration")(**other.given("fig13_restoration"))
    assert ("restoration is good until 900" in told(figure)) == carries


def test_classes_of_means_are_bars_with_their_intervals(digits, garments):
    table = tables.latents_table(EXPERIMENTS, MODEL)
    rows = (table["experiment"] == "means") & table["metric"].str.fullmatch(r"class_\d")
    table.loc[rows, "value"] = np.linspace(0.01, 0.19, rows.sum())
    figure = drawn("fig17_means", digits, garments, latents=table)
    bars = [axes for axes in figure.axes if axes.patches]
    for axes, level in zip(bars, (1, 5), strict=True):
        of_level = table[rows & (table["level"] == level)]
        np.testing.assert_allclose([bar.get_height() for bar in axes.patches], of_level["value"])
        np.testing.assert_allclose([ends[1:] for ends in segments(axes)], of_level[["low", "high"]])
    title = told(figure)
    ends = [table[rows & (table["metric"] == "class_3") & (table["level"] == n)]["value"].iloc[0] for n in (1, 5)]
    assert f"3s {100 * ends[0]:.3g} [" in title
    assert f"and {100 * ends[1]:.3g} [" in title


@pytest.mark.parametrize("seeds", [1, 3])
def test_perturbed_samples_are_counted_within_the_manifold(digits, garments, seeds):
    """Three seeds at 0.6, 0.7 and 0.8: their mean, and Student's interval: its logit ± 4.303 × 0.1/√3 / (0.7 × 0.3)."""
    table = tables.latents_table(EXPERIMENTS, MODEL)

    def value(row, seed):
        return 0.6 + 0.1 * seed if row.metric == "manifold_share" else row.value

    figure = drawn("fig16_perturbed", digits, garments, latents=by_seed(table, range(seeds), value))
    changed, within = figure.axes[-2:]
    start, throughout, real = within.get_lines()
    mean = 0.6 if seeds == 1 else 0.7
    for line in (start, throughout):
        np.testing.assert_allclose(line.get_ydata(), [mean, mean])
    np.testing.assert_allclose(real.get_ydata(), mean)
    if seeds == 3:
        ends = np.array([ends[1:] for ends in segments(within)])
        np.testing.assert_allclose(
            ends, np.broadcast_to(expit(np.log(7 / 3) + np.array([-1, 1]) * 0.24841 / 0.21), ends.shape), atol=1e-4
        )
    assert len(changed.get_lines()) == 2
    title = told(figure)
    assert f"z_T alone {100 * mean:g} [" in title
    over = "one seed, intervals over images" if seeds == 1 else "3 seeds, intervals over them"
    assert title.endswith(f"Sampled by cold in 4 steps; {over}.")


def test_sources_stand_beside_real_digits_with_their_verdicts(digits, garments):
    table = tables.latents_table(EXPERIMENTS, MODEL)
    table.loc[(table["experiment"] == "mixture") & (table["metric"] == "recall"), ["value", "low", "high"]] = (
        0.3,
        0.2,
        0.5,
    )
    title = told(drawn("fig18_mixture", digits, garments, latents=table))
    assert "mixture: recall 0.3 [0.2, 0.5], precision 0.1 [0.08, 0.12], FID 20 [16, 24]" in title
    assert "real digits: recall 0.1 [0.08, 0.12]" in title
    assert "a mixture remedies variety" in title


def experiment(name, source, option, values, **options):
    """Return samples of an experiment, and its rows of the table."""
    arrays = {name: np.zeros((len(values), 4, 28, 28)) for name in ("images", "z_T")} | {"values": np.array(values)}
    about = {"experiment": name, "source": source, "option": option, "options": options}
    file = Arrays(arrays, {**about, "pixel_limit": 0.5, "sampler": "dpm", "steps": 1})
    return file, tables.latents_table({name: (source, option, values, options)}, MODEL)


def of_experiments(figure, *given):
    files, rows = zip(*given, strict=True)
    return draw(figure, experiments=list(files), latents=pd.concat(rows, ignore_index=True))


def texts(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_what_is_not_swept_is_labelled_by_its_option_or_the_sources_default():
    once = experiment("once", "perturbed", "", [np.nan], lam=0.1, reach="throughout")
    by_default = experiment("usual", "perturbed", "", [np.nan])
    swept = experiment("swept", "perturbed", "lam", [0, 0.1, 7])
    figure = of_experiments("fig16_perturbed", once, by_default, swept)
    said = texts(figure)
    assert [text for text in said if text.startswith("λ = ")] == [
        f"λ = {lam}" for lam in ("0.1", "0.01", "0", "0.1", "7")
    ]
    assert {"once", "usual", "swept"} <= {*said}, "two of them reach as far"
    within = figure.axes[-1]
    assert [text.get_text() for text in within.get_xticklabels()] == ["0", "0.01", "0.1", "7"]
    places = {line.get_label(): [round(x) for x in line.get_xdata()] for line in within.get_lines()}
    assert (places["once"], places["usual"], places["swept"]) == ([2], [1], [0, 2, 3])
    means = of_experiments(
        "fig17_means", experiment("five", "mean", "", [np.nan]), experiment("few", "mean", "images", [2, 1])
    )
    assert [text for text in texts(means) if "mean of" in text] == [f"mean of N = {n}" for n in (1, 2, 5)]
    assert "Sampled by dpm in 1 step; one seed" in told(means)
    assert not [text for text in said + texts(means) if "nan" in text]


def test_every_level_of_a_source_is_named():
    swept = experiment("mixture", "mixture", "components", [2, 20])
    figure = of_experiments("fig18_mixture", swept, experiment("garments", "garments", "", [np.nan]))
    assert [axes.get_ylabel() for axes in figure.axes[::3]] == [
        "mixture\ncomponents = 2",
        "mixture\ncomponents = 20",
        "garments",
    ]
    assert "mixture, components = 20: recall" in figure.get_suptitle()


def test_one_digit_is_not_told_from_others(digits, garments):
    given = Material([MODEL], digits, garments).given("fig09_restored_ladder")
    assert "comes back:\ncosine 20" in draw("fig09_restored_ladder", **given).get_suptitle()
    (trace,) = given["traces"]
    shown = {name: trace[name][:, :1] for name in ("degraded", "restored", "forward", "backward")}
    one = Arrays({**trace.arrays, **shown, "digits": trace["digits"][:1]}, trace.metadata)
    title = draw("fig09_restored_ladder", **{**given, "traces": [one]}).get_suptitle()
    assert title == "One digit degraded to a ladder of steps t and denoised back"
