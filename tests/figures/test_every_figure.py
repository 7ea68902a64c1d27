"""Every figure, drawn from small real tables and arrays; the study's own are looked at."""

import functools
import io
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from matplotlib.text import Text

from hotcold import plugins
from hotcold.config.base import Choice
from hotcold.evaluation.architecture import architecture
from hotcold.figures.parts.labels import run_labels
from hotcold.figures.parts.needs import figure_needs
from hotcold.storage.tables import Column, write_table
from tests.conftest import ROOT
from tests.figures import tables
from tests.figures.drawing import told
from tests.figures.study import Material, model
from tests.shipped import FIGURES
from tests.workflow.steps import step

OF_RUNS = [name for name in FIGURES if figure_needs(name).runs]
COMPARING = [name for name in OF_RUNS if "settings" in figure_needs(name).tables and name != "fig24_ladder"]
CLAIMING = [name for name in FIGURES if figure_needs(name).claims]
SETS = {
    "schedules": [model("a", "gaussian", "linear", "cnn"), model("b", "gaussian", "inverse_linear", "cnn")],
    "all parts": [model("warm", "gaussian", "linear", "cnn"), model("chill", "morph", "cosine", "unet")],
    "networks of one schedule": [model("a", "morph", "linear", "cnn"), model("b", "morph", "linear", "unet")],
    "nothing": [model("short", "morph", "linear", "unet"), model("long", "morph", "linear", "unet")],
    "one run": [model("alone", "gaussian", "cosine", "unet")],
    "two seeds": [model("a", "morph", "linear", "unet", seed) for seed in (0, 1)],
    "three seeds": [model("a", "gaussian", "linear", "cnn", seed) for seed in (0, 1, 2)],
    "morphs": [model("a", "morph", "cosine", "unet"), model("b", "morph", "linear", "unet")],
}
SHOW_ONE = ("fig13_restoration",)
# By their names, not what differs.
NAMED = ("fig14_hot_vs_cold", "fig15_gaussian_unet", "fig24_ladder", "fig29_every_run", *SHOW_ONE)
ASSERTIONS = r"Gaussian|Morph(?!ed)|hot|cold diffusion|CNN|UNet|pixel²"  # what is true of some runs only


@pytest.fixture(scope="module")
def of(digits, garments):
    """Return what figures of a set of models are drawn from, made once."""
    return functools.cache(lambda which: Material(SETS[which], digits, garments))


@pytest.fixture(scope="module", params=[name for name in SETS if name != "morphs"])
def material(request, of):
    return of(request.param)


def titled(name, material, **given):
    return told(plugins.entry("figures", name)(**(material.given(name) | given)))


def drawn(name, material, *, laid_out=True, **given):
    figure = plugins.entry("figures", name)(**(material.given(name) | given))
    if laid_out:
        figure.savefig(io.BytesIO(), dpi=20)
    assert figure.get_suptitle().count("\n") < 3
    return figure


def said_in(figure):
    return "\n".join(text.get_text() for text in figure.findobj(Text)).replace("\n", " ")


@pytest.mark.parametrize("name", OF_RUNS)
def test_a_figure_of_any_runs_names_them_and_says_nothing_false(name, material, of):
    said = said_in(drawn(name, material, laid_out=material is of("all parts"), width=6.0))
    abouts = [about.model_dump() for about in material.models]
    labels = {run: run for run in material.runs} if name in NAMED else run_labels(abouts)
    if name == "fig21_loss_by_t":  # a row of panels each
        of = [[about for about in abouts if about["degradation"] == kind] for kind in ("gaussian", "morph")]
        labels = run_labels(of[0]) | run_labels(of[1])
    for run in material.runs[:1] if name in SHOW_ONE else material.runs:
        assert labels[run] in said
    assert not re.search(ASSERTIONS, said)
    assert not re.search(r"\bnan\b|: *$|\bin *$|: ,", said)


@pytest.mark.parametrize("name", sorted({*FIGURES} - {*OF_RUNS}))
def test_a_figure_of_the_whole_study_is_drawn(name, of):
    figure = drawn(name, of("all parts"))
    title = figure.get_suptitle() or figure.axes[0].get_title()
    assert len(title) > 20
    assert "nan" not in title


@pytest.mark.parametrize("name", CLAIMING)
def test_title_and_caption_state_each_verdict_with_its_interval_and_scale(name, of):
    material = of("morphs")
    claims = material.verdicts(figure_needs(name).claims, "refuted")
    title = titled(name, material, claims=claims)
    for one in claims.values():
        assert f"“{one.statement}” Refuted, laptop scale: 11 [8.8, 13.2] FID, 5 seeds" in title


@pytest.mark.parametrize("name", COMPARING)
def test_runs_that_differ_in_more_carry_no_conclusion(name, of):
    material = of("schedules")
    assert "not comparable" not in titled(name, material)
    unlike = tables.settings_table(material.models, {"b": 9})
    title = titled(name, material, settings=unlike)
    assert "not comparable: training.epochs differs" in title
    assert "“" not in title


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_its_width_and_its_caption(name):
    assert "width" in plugins.options("figures", name)
    assert re.fullmatch(r".{50,}\.", plugins.constant("figures", name, "CAPTION"))
    assert plugins.constant("figures", name, "CATEGORY")


def plot(**settings):
    command = [sys.executable, "workflow/step.py", "workflow/scripts/plot_figure.py"]
    told = yaml.safe_dump({"figure": "fig01_schedules", **settings})
    done = subprocess.run(command, cwd=ROOT, input=told, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def written(frame, path):
    write_table(frame, path, {name: Column("", name) for name in frame})
    return str(path)


def test_same_tables_same_bytes_and_bad_options_refused(tmp_path, capfd):
    table = pd.DataFrame({"schedule": "a", "t": [0, 1], "beta": [None, 0.1], "alpha_bar": [1, 0.9], "snr": 1.0})
    given = {"tables": [written(table, tmp_path / "schedules.parquet")]}
    (claim,) = figure_needs("fig01_schedules").claims
    given["claims"] = [written(pd.DataFrame([tables.claim(claim, "refuted")]), tmp_path / f"{claim}.parquet")]
    contents = []
    for folder in ("a", "b"):
        paths = [tmp_path / folder / f"f.{suffix}" for suffix in ("png", "svg", "pdf")]
        code, said = plot(**given, outputs=[str(path) for path in paths], dpi=80)
        assert code == 0, said
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    line = "error: options.colour: no such option of 'fig01_schedules'; allowed: width, height\n"
    with pytest.raises(SystemExit):
        step("plot_figure", figure="fig01_schedules", **given, outputs=[tmp_path / "c.png"], options={"colour": 1})
    assert capfd.readouterr().err == line
    assert not (Path(tmp_path) / "c.png").exists()


@pytest.mark.parametrize(("time", "blocks"), [("every", "every ConvNeXt block"), ("first", "1 of 7 ConvNeXt blocks")])
def test_the_drawing_of_the_unet_says_which_blocks_are_told_the_time(time, blocks):
    table = architecture(Choice(function="unet", options={"channels": [2, 2, 2], "time": time}))
    figure = plugins.entry("figures", "fig10_unet")(architecture=table)
    assert f"z_t 1×28×28, and t/T into {blocks}" in [text.get_text() for text in figure.axes[0].texts]
