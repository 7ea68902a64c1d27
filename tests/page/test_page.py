"""The page of a study as a parser reads it: pictures with captions, the tables' numbers, and all text as text."""

import base64
import io
import json

import numpy as np
import pandas as pd
import pytest
import torch
import yaml
from PIL import Image

from hotcold.evaluation.scores import MEASURED, described
from hotcold.figures.parts.animation import write_animation
from hotcold.page.words import figure_title
from hotcold.storage.tables import Column, write_table
from tests.config.configs import CONFIG
from tests.figures import tables
from tests.figures.drawing import of
from tests.figures.study import EXPERIMENTS
from tests.page.reader import parsed, table_of
from tests.shipped import SHIPPED
from tests.workflow.steps import step

RUNS = ["gaussian-linear-cnn", "morph-linear-unet"]
TRAP = """<script>alert("1")</script> & 'λ' </figure>{{ 7 * 7 }}"""
FIGURES = {
    "fig03_losses": ("Gaussian", "Losses fall."),
    "fig06_fid": ("Gaussian", TRAP),
    "fig16_perturbed": (TRAP, "p < 1"),
}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Return the settings of the step, and the tables it is told of."""
    folder = tmp_path_factory.mktemp("study")
    models = of(RUNS, seeds=2)
    frames = {
        "claims": tables.claims_table(["a", "b", "c", "d", "e"]).assign(why=TRAP, statement=f"it is {TRAP}"),
        "scores": tables.scores_table(models),
        "ruler": tables.ruler_table(),
        "losses": tables.losses_table(models),
        "latents": tables.latents_table(EXPERIMENTS, models[0]),
        "networks": tables.networks_table(),
        "settings": tables.settings_table(models),
    }
    frames["settings"].loc[0, "value"] = json.dumps(TRAP)
    for name, frame in frames.items():
        columns = {column: Column("", f"what {column} is") for column in frame}
        if name == "scores":
            columns |= described(MEASURED, ["fid", "kid"])
        write_table(frame, folder / f"metrics/{name}.parquet", columns)
    rng = np.random.default_rng(0)
    for name in FIGURES:
        (folder / "figures").mkdir(exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (60, 2000, 3), dtype=np.uint8)).save(folder / f"figures/{name}.png")
    write_animation(folder / "animations/a.gif", rng.uniform(0, 1, (3, 4, 28, 28)))
    settings = {
        "study": CONFIG | {"study": "mine", "scale": TRAP},
        "shown_figures": [{"name": name, "category": c, "caption": said} for name, (c, said) in FIGURES.items()],
        "shown_animations": [{"name": "a", "category": "Animations", "caption": f"turned {TRAP}"}],
        "figures": [folder / f"figures/{name}.png" for name in FIGURES],
        "animations": [folder / "animations/a.gif"],
        "tables": [folder / f"metrics/{name}.parquet" for name in frames],
        "output": folder / "index.html",
    }
    return settings, frames


def written(settings, **changes):
    step("write_page", **(settings | changes))
    return parsed(settings["output"].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(given):
    return written(given[0])


def shown(page, name):
    (table, *_) = page.all("table", **{"data-table": name})
    return table_of(table)


def picture(figure):
    kind, content = figure.one("img").attributes["src"].removeprefix("data:image/").split(";base64,")
    image = Image.open(io.BytesIO(base64.b64decode(content)))
    assert image.format == kind.upper()
    assert [figure.one("img").attributes[side] for side in ("width", "height")] == [str(side) for side in image.size]
    return image


def test_every_picture_is_there_once_with_its_caption_title_and_words_for_those_who_do_not_see_it(page):
    stills = [page.one("figure", id=f"still-{name}") for name in FIGURES]
    assert page.all("figure", **{"class": "still"}) == stills
    assert [one.one("figcaption").text for one in stills] == [" ".join(said.split()) for _, said in FIGURES.values()]
    assert [one.one("h3").text for one in stills] == [
        "Figure 3: Losses by epoch",
        "Figure 6: Scores by epoch, and FID at the end",
        "Figure 16: Perturbed garments",
    ]
    assert all(one.one("img").attributes["alt"] == one.one("h3").text for one in page.all("figure"))
    assert [picture(one).size for one in stills] == [(1400, 42)] * 3
    animation = page.one("figure", id="animation-a")
    assert picture(animation).n_frames == 3
    assert animation.one("figcaption").text == f"turned {TRAP}"


def test_figures_stand_by_category_and_the_links_at_the_top_lead_to_all_there_is(page):
    sections = {section.attributes["id"]: section for section in page.one("main").all("section")}
    links = page.one("nav").all("a")
    assert [link.attributes["href"] for link in links] == [f"#{section}" for section in sections]
    assert [link.text for link in links][2:4] == ["Gaussian", TRAP]
    assert [len(sections[f"figures-{k}"].all("figure")) for k in (1, 2)] == [2, 1]
    assert list(sections)[:2] == ["verdicts", "animations"]


def test_numbers_are_those_of_the_tables(given, page):
    frames = given[1]
    headings, rows = shown(page, "scores")
    assert headings == ["run", "seed", "split", "weights", "fid", "kid"]
    last = frames["scores"].query("protocol == 'sound' and epoch == 2 and n == 100")
    expected = last.pivot(index=["run", "seed", "split", "weights"], columns="metric", values="value")
    assert len(rows) == len(expected) == 16
    for row in rows:
        run, seed, split, weights = (text for text, _ in row[:4])
        fid, kid = expected.loc[(run, int(seed), split, weights)]
        assert [float(number) for _, number in row[4:]] == [fid, kid]
        assert row[4][0].startswith(f"{fid:.3g} [{0.9 * fid:.3g}, {1.1 * fid:.3g}]")
    headings, rows = shown(page, "networks")
    assert headings == list(frames["networks"])
    for row, (_, network) in zip(rows, frames["networks"].iterrows(), strict=True):
        assert [number or text for text, number in row] == [str(value) for value in network]
    headings, rows = shown(page, "losses")
    assert [float(number) for *_, (_, number) in rows] == list(frames["losses"].query("epoch == 2")["loss"])
    _, rows = shown(page, "latents")
    assert ["perturbed-start", "lam", "0.5"] in [[text for text, _ in row[:3]] for row in rows]
    assert "–" in {row[2][0] for row in rows}  # where nothing is swept


def test_settings_are_told_apart(page):
    differ, shared = (table_of(table) for table in page.all("table", **{"data-table": "settings"}))
    assert differ[0] == ["run", "scale", "degradation", "network", "sampler.function"]
    rows = {row[0][0]: [text for text, _ in row[1:]] for row in differ[1]}
    assert rows["morph-linear-unet"] == ["laptop scale", "morph", "unet", "cold"]
    assert rows["gaussian-linear-cnn"][0] == TRAP
    assert ["trained_as", "null"] in [[text for text, _ in row] for row in shared[1]]


def test_verdicts_come_first_with_colours_a_legend_and_their_reasons(given, page):
    frames = given[1]
    verdicts = page.one("section", id="verdicts")
    headings, rows = table_of(verdicts.one("table"))
    found = pd.DataFrame([[text for text, _ in row] for row in rows], columns=headings)
    assert list(found["verdict"]) == list(frames["claims"]["verdict"])
    assert set(found["why"]) == {TRAP}
    assert found["claim"][0] == f"it is {TRAP}"
    assert found["found"][0] == "10 [8, 12] FID, 5 seeds"
    assert [number for *_, (_, number), _ in rows][-1] is None  # not comparable: no number
    legend = verdicts.one("ul", **{"class": "legend"}).all("li")
    assert [one.text for one in legend] == [f"1 {verdict}" for verdict in tables.VERDICTS]
    of = {one.text: one.attributes["style"] for one in verdicts.all("span", **{"class": "verdict"})}
    assert len(set(of.values())) == len(of) == 5


def test_it_needs_nothing_from_elsewhere_and_says_what_made_it(page):
    for tag, name in (("img", "src"), ("link", "href"), ("script", "src")):
        assert all(one.attributes.get(name, "data:").startswith("data:") for one in page.all(tag))
    assert len(page.all("script")) == 1  # no other came in by a text
    assert page.one("title").text == "Hot and cold diffusion: mine"
    assert TRAP in page.one("p", **{"class": "about"}).text
    names = [one.text for one in page.one("dl").all("dt")]
    values = dict(zip(names, (one.text for one in page.one("dl").all("dd")), strict=True))
    assert names == ["hotcold", "commit", "Python", "torch", "numpy", "snakemake"]
    assert values["torch"].startswith(torch.__version__.split("+")[0])
    config = "".join(page.one("pre").inside)
    assert yaml.safe_load(config)["scale"] == TRAP


def test_what_a_study_lacks_is_left_out(given):
    settings = given[0]
    tables_left = [path for path in settings["tables"] if path.stem == "settings"]
    page = written(settings, tables=tables_left, animations=[], shown_animations=[])
    assert [section.attributes["id"] for section in page.all("section")] == [
        "figures-1", "figures-2", "tables", "config", "versions",
    ]  # fmt: skip
    assert len(page.all("table")) == 2


def test_a_broken_picture_is_one_line(given, tmp_path, capfd):
    whole = given[0]["figures"][0]
    broken = tmp_path / whole.name
    broken.write_bytes(whole.read_bytes()[:5000])
    with pytest.raises(SystemExit):
        written(given[0], figures=[broken, *given[0]["figures"][1:]])
    assert f"error: {broken}: not a readable picture" in capfd.readouterr().err


def test_every_figure_has_a_title_of_its_own():
    titles = [figure_title(name) for name in SHIPPED["figures"]]
    assert len(set(titles)) == len(titles)
    assert all(
        title.startswith(f"Figure {int(name[3:5])}: ") for name, title in zip(SHIPPED["figures"], titles, strict=True)
    )
