"""What a title says of claims, and of runs that do not compare."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold import plugins
from hotcold.figures.parts.caveats import caveat
from hotcold.figures.parts.style import new_figure
from hotcold.figures.parts.verdicts import entitle, found, judged, wrapped
from hotcold.steps.meaning import source_files
from tests.conftest import ROOT
from tests.figures.study import model
from tests.figures.tables import VERDICTS, claim, settings_table
from tests.shipped import FIGURES

MODELS = [model("a", "gaussian", "linear", "cnn"), model("b", "gaussian", "cosine", "cnn")]
SETTINGS = settings_table(MODELS)


def titled(*claims, forbidden="", width=7.0):
    figure = new_figure(width, 2)
    entitle(figure, "What is seen", claims, forbidden)
    return figure.get_suptitle().split("\n")


PART = st.text("ab", min_size=1, max_size=12)
PARTS = st.lists(PART | st.just("[1.2, 3.4]") | st.just("N = 20"), min_size=1, max_size=30)


@given(PARTS, st.integers(12, 60))
def test_lines_are_as_few_as_can_be_and_about_as_long_as_each_other(parts, width):
    text = " ".join(parts)
    lines = wrapped(text, width)
    assert " ".join(lines) == text
    assert max(map(len, lines)) <= width
    left, greedy = [*parts], 0
    while left:  # as many parts in each line as fit
        n = next(k for k in range(len(left), 0, -1) if len(" ".join(left[:k])) <= width)
        left, greedy = left[n:], greedy + 1
    assert len(lines) == greedy
    assert sum(map(len, lines)) + len(lines) - 1 == len(text)
    for kept in ("[1.2, 3.4]", "N = 20"):
        assert sum(line.count(kept) for line in lines) == parts.count(kept)


def test_no_word_is_left_alone_where_the_line_before_has_room():
    text = "FID at the end, in 50 steps: cosine 249 [242, 256] (lowest) to inverse linear 568 [557, 580] (highest)"
    one, other = wrapped(text, 95)
    assert abs(len(one) - len(other)) <= len("[242, 256] (lowest)")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_said_with_what_it_rests_on(verdict):
    said = "more differs: epochs" if verdict == "not comparable" else "11 [8.8, 13.2] FID, 5 seeds"
    lines = [f"“what is said of mine” {verdict.capitalize()}, laptop scale: {said}"]
    assert titled(judged(claim("mine", verdict))) == ["What is seen", *lines]


def test_where_runs_do_not_compare_no_verdict_is_said():
    assert titled(judged(claim("mine", "refuted")), forbidden="not so") == ["What is seen", "not so"]


@pytest.mark.parametrize("words", [1, 20, 40, 200])
def test_what_does_not_fit_in_three_lines_stands_in_the_caption(words):
    figure, claims = new_figure(4.0, 2), [judged(claim(f"{name} " * 12, "refuted")) for name in ("mine", "yours")]
    entitle(figure, " ".join(["seen"] * words), claims, beside="By the way.")
    title, caption = figure.get_suptitle().split("\n"), figure.get_supxlabel().split("\n")
    assert 0 < len(title) <= 3
    assert max(map(len, title)) <= 4 * 16
    assert max(map(len, caption)) <= 4 * 19
    assert caption[-1] == "By the way."
    assert figure.get_figheight() > 2
    told = " ".join(title + caption)
    assert told.count("seen") == words
    for one in claims:
        assert f"“{one.statement}” Refuted" in told


def test_what_forbids_a_conclusion_is_always_in_the_title():
    figure = new_figure(4.0, 2)
    entitle(figure, "seen " * 200, caveat="not so")
    assert figure.get_suptitle().split("\n")[2:] == ["not so"]


@pytest.mark.parametrize(("seeds", "said"), [(0, "3 steps"), (1, "3 steps, 1 seed"), (5, "3 steps, 5 seeds")])
def test_an_exact_value_has_no_interval_and_no_seeds(seeds, said):
    exact = {"value": np.float64(3), "low": 3.0, "high": 3.0, "unit": "steps", "seeds": np.int64(seeds)}
    assert found(judged(claim("mine", "confirmed") | exact)) == said


def changed(run, setting, value):
    table = SETTINGS.copy()
    table.loc[(table["run"] == run) & (table["setting"] == setting), "value"] = value
    return table


def test_runs_compare_that_differ_in_the_factor_alone():
    assert caveat(SETTINGS, ["a", "b"], "schedule") == ""
    assert caveat(SETTINGS, ["a", "a"], "schedule") == ""
    assert caveat(SETTINGS, ["a"], "schedule") == ""
    assert caveat(SETTINGS, ["a", "b"], "network") == "not comparable: schedule differs"
    longer = changed("b", "training.epochs", "9")
    assert caveat(longer, ["a", "b"], "schedule") == "not comparable: training.epochs differs"
    said = caveat(longer.replace({"value": {'"cnn"': '"unet"'}}), ["a", "b"])
    assert said == "not comparable: schedule, training.epochs differ"


def test_many_differences_are_counted_and_parts_of_one_are_named_once():
    table = SETTINGS.copy()
    for k, name in enumerate(["network", "network.options.channels", *(f"training.x{k}" for k in range(5))]):
        for run in "ab":
            table.loc[len(table)] = {"run": run, "setting": name, "value": f"{k + 10 * (run == 'b')}"}
    table = table.drop_duplicates(["run", "setting"], keep="last")
    said = caveat(table, ["a", "b"], "schedule")
    assert said == "not comparable: network, training.x0, training.x1, training.x2 and 2 more differ"


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_depends_on_no_claims_module_nor_on_margins(name):
    """A changed margin changes verdicts, and through their files the figures that name them; no figure's code."""
    read = source_files(ROOT / "workflow/scripts/plot_figure.py", [plugins.source_file("figures", name)])
    claims = {path.stem for path in read if path.parent.name == "claims"}
    assert claims <= {"__init__"}
    assert "decisions" not in {path.stem for path in read}
