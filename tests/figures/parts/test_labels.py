import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotcold.figures.parts.labels import rows_of, run_colours, run_labels, run_styles, what_all_are
from hotcold.figures.parts.style import colour, colours


def about(*runs):
    """Return runs a, b, …, each by its degradation, schedule and network."""
    parts = ("degradation", "schedule", "network")
    return [{"run": "abcdefgh"[k], **dict(zip(parts, run.split(), strict=True))} for k, run in enumerate(runs)]


@pytest.mark.parametrize(
    ("runs", "labels", "common"),
    [
        (["gaussian linear cnn", "gaussian inverse_linear cnn"], ["linear", "inverse linear"], "gaussian, cnn"),
        (["gaussian linear cnn", "morph linear unet"], ["gaussian cnn", "morph unet"], ""),
        (
            ["gaussian linear cnn", "gaussian cosine unet", "gaussian cosine cnn"],
            ["linear cnn", "cosine unet", "cosine cnn"],
            "gaussian",
        ),
        (["morph linear unet"] * 2, ["a", "b"], "morph, unet"),
        (["morph linear unet", "morph linear unet", "morph cosine unet"], ["a", "b", "c"], "morph, unet"),
        (["my_blur linear cnn"], ["linear"], "my blur, cnn"),
    ],
)
def test_a_label_is_what_tells_runs_apart(runs, labels, common):
    assert run_labels(about(*runs)) == dict(zip("abc", labels, strict=False))
    assert what_all_are(about(*runs)) == common


words = st.tuples(
    st.sampled_from(["gaussian", "morph"]), st.sampled_from(["linear", "mine", "other"]), st.sampled_from("cu")
)


@given(st.lists(words, min_size=1, max_size=8))
def test_no_two_runs_have_one_label_or_are_drawn_alike(parts):
    runs = about(*map(" ".join, parts))
    for seeds in (1, 2):  # several rows of a run are one run
        labels, styles = run_labels(runs * seeds), run_styles(runs * seeds)
        assert list(labels) == list(styles) == list(run_colours(runs * seeds)) == [one["run"] for one in runs]
        assert len(set(labels.values())) == len({str(style) for style in styles.values()}) == len(runs)


def test_a_schedule_has_one_colour_and_a_network_one_line():
    kinds = list(itertools.product(["gaussian", "morph"], ["linear", "cosine"], ["cnn", "unet"]))
    styles = list(run_styles(about(*map(" ".join, kinds))).values())
    assert [style["color"] for style in styles] == [colour(schedule) for _, schedule, _ in kinds]
    lines = {kind[::2]: (style["linestyle"], style["marker"]) for kind, style in zip(kinds, styles, strict=True)}
    assert len(set(lines.values())) == 4
    assert all(lines[kind[::2]] == (s["linestyle"], s["marker"]) for kind, s in zip(kinds, styles, strict=True))


def test_too_many_runs_of_one_schedule_have_a_colour_each():
    runs = about(*["morph linear unet"] * 8)
    assert run_colours(runs) == colours("abcdefgh")
    assert colour("mine") == colour("mine") != colour("linear")


def test_a_table_has_one_row_a_run():
    runs = about("gaussian linear cnn", "morph linear unet")
    table = pd.DataFrame([{**run, "epoch": epoch} for run, epoch in itertools.product(runs, (1, 2))])
    assert run_labels(rows_of(table)) == run_labels(runs)
