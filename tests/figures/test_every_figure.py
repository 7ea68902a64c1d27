"""Every figure, drawn from small real tables and arrays; the study's own are looked at."""

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
from hotcold.figures.parts.labels import run_labels
from hotcold.figures.parts.needs import figure_needs
from hotcold.storage.tables import Column, write_table
from tests.conftest import ROOT
from tests.figures.study import EXPERIMENTS, Material, model

FIGURES = plugins.names("figures")
OF_RUNS = [name for name in FIGURES if figure_needs(name).runs]
SETS = {
    "schedules": [model("a", "gaussian", "linear", "cnn"), model("b", "gaussian", "inverse_linear", "cnn")],
    "all parts": [model("warm", "gaussian", "linear", "cnn"), model("chill", "morph", "cosine", "unet")],
    "networks of one schedule": [model("a", "morph", "linear", "cnn"), model("b", "morph", "linear", "unet")],
    "nothing": [model("short", "morph", "linear", "unet"), model("long", "morph", "linear", "unet")],
    "one run": [model("alone", "gaussian", "cosine", "unet")],
    "two seeds": [model("a", "morph", "linear", "unet", seed) for seed in (0, 1)],
}
CLAIMS = r"Gaussian|Morph(?!ed)|hot|cold diffusion|CNN|UNet|pixel²"  # what is true of some runs only


@pytest.fixture(scope="module", params=SETS)
def material(request, digits, garments):
    return Material(SETS[request.param], digits, garments)


def drawn(name, material, **options):
    needs = figure_needs(name)
    given = {table: material.table(table) for table in needs.tables}
    if needs.samples:
        given["samples"] = material.samples(needs.samples)
    if needs.traces:
        given["traces"] = material.traces()
    if needs.experiments:
        named = {source for figure in FIGURES for source in figure_needs(figure).experiments}
        others = {source for source, *_ in EXPERIMENTS.values()} - named if "others" in needs.experiments else set()
        wanted = others | {*needs.experiments}
        given["experiments"] = material.experiments([name for name in EXPERIMENTS if EXPERIMENTS[name][0] in wanted])
    if "runs" in plugins.arguments("figures", name):
        given["runs"] = material.runs
    figure = plugins.entry("figures", name)(**given, **options)
    figure.savefig(io.BytesIO(), dpi=50, bbox_inches="tight")
    return figure


@pytest.mark.parametrize("name", OF_RUNS)
def test_a_figure_of_any_runs_names_them_and_says_nothing_false(name, material):
    texts = drawn(name, material, width=6.0).findobj(Text)
    said = "\n".join(text.get_text() for text in texts).replace("\n", " ")
    shows_one = name in ("fig13_restoration", "fig15_gaussian_unet")
    if shows_one or name == "fig14_hot_vs_cold":
        labels = {run: run for run in material.runs}
    else:
        labels = run_labels(about.model_dump() for about in material.models)
    for run in material.runs[:1] if shows_one else material.runs:
        assert labels[run] in said
    assert not re.search(CLAIMS, said)
    assert not re.search(r"\bnan\b|: *$|\bin *$|: ,", said)


@pytest.mark.parametrize("name", sorted({*FIGURES} - {*OF_RUNS}))
def test_a_figure_of_the_whole_study_is_drawn(name, digits, garments):
    figure = drawn(name, Material(SETS["all parts"], digits, garments))
    title = figure.get_suptitle() or figure.axes[0].get_title()
    assert len(title) > 20
    assert "nan" not in title


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_its_width_and_its_caption(name):
    assert "width" in plugins.options("figures", name)
    assert re.fullmatch(r".{50,}\.", plugins.constant("figures", name, "CAPTION"))
    assert plugins.constant("figures", name, "CATEGORY")


def test_figures_import_no_torch():
    load = f"from hotcold import plugins; [plugins.entry('figures', name) for name in {FIGURES}]"
    code = f"import sys; {load}; print('torch' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def plot(**settings):
    command = [sys.executable, "workflow/step.py", "workflow/scripts/plot_figure.py"]
    told = yaml.safe_dump({"figure": "fig01_schedules", **settings})
    done = subprocess.run(command, cwd=ROOT, input=told, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_same_tables_same_bytes_and_bad_options_refused(tmp_path):
    table = pd.DataFrame({"schedule": "a", "t": [0, 1], "beta": [None, 0.1], "alpha_bar": [1, 0.9], "snr": 1.0})
    tables = [str(tmp_path / "schedules.parquet")]
    write_table(table, Path(tables[0]), {name: Column("", name) for name in table})
    contents = []
    for folder in ("a", "b"):
        paths = [tmp_path / folder / f"f.{suffix}" for suffix in ("png", "svg", "pdf")]
        code, said = plot(tables=tables, outputs=[str(path) for path in paths], dpi=80)
        assert code == 0, said
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    line = "error: options.colour: no such option of 'fig01_schedules'; allowed: width, height\n"
    assert plot(tables=tables, outputs=[str(tmp_path / "c.png")], options={"colour": 1}) == (1, line)
    assert not (tmp_path / "c.png").exists()
