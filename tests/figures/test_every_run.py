"""Figure 29 shows every run of a study by its name and FID, however many there are and whatever they are called."""

import itertools

import matplotlib.colors as mcolors
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from scipy import stats

from hotcold.config.load import load_study
from hotcold.figures.fig29_every_run import broken, draw
from hotcold.figures.parts.needs import TABLES, figures_of
from hotcold.figures.parts.style import colour
from hotcold.kinds import NAME
from hotcold.storage.arrays import Arrays
from tests.config.configs import CONFIG
from tests.docs.pages import examples
from tests.figures.drawing import told
from tests.figures.study import model
from tests.figures.tables import ruler_table, scores_table
from tests.own_plugins import own_plugins

__all__ = ["own_plugins"]

PARTS = [("gaussian", "linear", "cnn"), ("morph", "cosine", "unet"), ("my_blur", "mine", "mlp")]
MANY = {1: 10**9, 2: 10**9}  # images: 1000/n is nothing


def models(names, seeds=(0,)):
    return [model(name, *PARTS[k % 3], seed) for k, name in enumerate(names) for seed in seeds]


def samples(of, n=16):
    """Samples whose every pixel is the number of their run's place, seed by seed, in hundredths."""
    return [Arrays({"images": np.full((n, 28, 28), k / 100)}, one.model_dump()) for k, one in enumerate(of)]


def drawn(of, n=16, **given):
    tables = {"scores": scores_table(of, images=MANY), "ruler": ruler_table(MANY)}
    return draw(samples(of, n), **(tables | given))


def shown(figure):
    return [axes for axes in figure.axes if axes.get_visible()]


def test_every_run_is_there_with_its_name_its_fid_and_its_schedules_colour():
    names = ["warm", "chill", "own", "own_again"]
    values = {"warm": 50.0, "chill": 300.0, "own": 20.0, "own_again": 70.0}
    of = models(names)
    figure = drawn(of, scores=scores_table(of[::-1], values=values, images=MANY))  # tables are in another order
    said = ["warm\nFID 50 [45, 55]", "chill\nFID 300 [270, 330]", "own\nFID 20 [18, 22]", "own_again\nFID 70 [63, 77]"]
    assert [axes.get_title() for axes in shown(figure)] == said
    for k, (axes, one) in enumerate(zip(shown(figure), of, strict=True)):
        assert mcolors.same_color(axes.title.get_color(), colour(one.schedule))
        picture = np.asarray(axes.images[0].get_array().filled(np.nan))
        assert picture.shape == (4 * 29 - 1, 4 * 29 - 1)
        assert set(picture[~np.isnan(picture)]) == {k / 100}
    assert told(figure) == (
        "Samples of 4 runs after the last epoch FID, digit features, n = 1,000,000,000: own 20 [18, 22] (lowest) to "
        "chill 300 [270, 330] (highest); real digits: 2 [1.6, 2.4]"
    )


def test_of_several_seeds_the_first_is_seen_and_fid_is_over_all():
    of = models(["a", "b"], seeds=(3, 4, 5))
    scores = scores_table(of, values={"a": 100.0, "b": 200.0}, images=MANY)  # and ten more by seed
    figure = drawn(of, scores=scores)
    low, high = stats.t.interval(0.95, 2, 140, 10 / 3**0.5)
    assert shown(figure)[0].get_title() == f"a\nFID 140 [{low:.0f}, {high:.0f}]"
    assert [axes.images[0].get_array().max() for axes in shown(figure)] == [0, 0.03]


def test_a_run_without_fid_is_shown_too():
    of = models(["a", "b", "c"])
    scores = scores_table(of, images=MANY)
    figure = drawn(of, scores=scores[(scores["run"] != "b") | (scores["metric"] != "fid")])
    assert [axes.get_title().partition("\n")[2][:3] for axes in shown(figure)] == ["FID", "", "FID"]
    assert "Samples of 3 runs" in told(figure)
    assert told(drawn(of, scores=scores[scores["metric"] != "fid"])) == "Samples of 3 runs after the last epoch"


def test_what_real_digits_score_is_left_out_where_it_is_unknown():
    of = models(["a"])
    said = told(drawn(of, ruler=ruler_table()))  # of other numbers of images
    assert said.endswith("n = 1,000,000,000: a 50 [45, 55]")
    assert said.startswith("Samples of 1 run after the last epoch FID")


@pytest.mark.parametrize("n", [1, 2, 17])
def test_any_number_of_samples(n):
    figure = drawn(models(["a", "b"]), n)
    assert all(np.isfinite(axes.images[0].get_array().filled(np.nan)).sum() == 784 * min(n, 16) for axes in figure.axes)


LONG = "morph-inverse_linear-unet_of_a_name_that_is_as_long_as_can_be_{:02}"


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6, 12, 31, 40])
@pytest.mark.parametrize("name", ["gaussian-inverse_linear-cnn_{:02}", LONG])
def test_a_page_is_legible_with_few_runs_and_with_many(n, name):
    """No text or picture lies over another, or outside; a mosaic is neither tiny nor huge."""
    names = [name.format(k) for k in range(n)]
    figure = drawn(models(names))
    FigureCanvasAgg(figure).draw()
    titles = [axes.title for axes in shown(figure)]
    assert ["".join(title.get_text().split("\n")[:-1]) for title in titles] == names
    texts = [*titles, figure._suptitle, *filter(None, [figure._supxlabel])]
    boxes = [text.get_window_extent() for text in texts] + [
        axes.images[0].get_window_extent() for axes in shown(figure)
    ]
    assert not [pair for pair in itertools.combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    assert figure.get_figwidth() == 7
    page = figure.bbox.padded(1)
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in boxes)
    widths = {round(axes.get_window_extent().width / figure.dpi, 2) for axes in shown(figure)}
    assert len(widths) == 1
    assert 1.2 < widths.pop() < 2.7


@given(st.from_regex(f"^{NAME}$", fullmatch=True).filter(lambda name: len(name) <= 64), st.integers(2, 40))
def test_a_name_is_broken_behind_a_hyphen_where_there_is_one(name, width):
    lines = broken(name, width)
    assert "".join(lines) == name
    assert max(map(len, lines)) <= width
    for line in lines[:-1]:
        assert line[-1] in "-_" or not {*line} & {*"-_"}


def test_runs_of_an_own_degradation_network_and_schedule_are_shown_in_the_configs_order(own_plugins):
    """All that the page on own ideas adds to the study, and a degradation that the study does without."""
    files, page = examples("docs/own.md")
    for path, text in files.items():
        *_, kind, module = path.split("/")
        own_plugins.add(kind, module.removesuffix(".py"), text)
    own = page["runs"] | {
        "blur-linear-cnn": {"degradation": "blur", "schedule": "linear", "network": "cnn"},
        "gaussian-linear-small": {"degradation": "gaussian", "schedule": "linear", "network": "small"},
        "morph-linear-cnn_by_naive": {
            **CONFIG["runs"]["morph-linear-cnn"],
            "trained_as": "morph-linear-cnn",
            "sampler": {"function": "naive", "steps": 9},
        },
        "again": {**CONFIG["runs"]["morph-linear-cnn"], "seeds": [7, 8]},
    }
    networks = {**CONFIG["networks"], "small": {"function": "cnn", "options": {"channels": [2]}}}
    config = CONFIG | {"runs": {**own, **CONFIG["runs"]}, "networks": networks}
    figure = figures_of(load_study(config), TABLES)["fig29_every_run"]
    assert {"thin-linear-unet_new", "gaussian-linear-mlp", "gaussian-sigmoid-cnn"} <= {*own}
    assert figure.runs == [*own, *CONFIG["runs"]]
    assert figure.samples == "last"


def test_an_empty_table_of_scores_is_no_reason_to_show_nothing():
    of = models(["a", "b"])
    nothing = pd.DataFrame(columns=scores_table(of).columns)
    assert [axes.get_title() for axes in shown(drawn(of, scores=nothing))] == ["a", "b"]
