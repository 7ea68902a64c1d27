"""The studies that are kept in docs/study: verdicts follow from their tables, and documents tell the same."""

import importlib
import re
from pathlib import Path

import pandas as pd
import pytest
import scipy
import yaml

import hotcold
from hotcold.claims.parts.folder import read_tables
from hotcold.claims.parts.judging import judge_all
from hotcold.claims.parts.report import in_readme, markdown
from hotcold.config.settings import run_settings
from hotcold.errors import InputError
from hotcold.storage.tables import read_table, table_columns, write_table
from tests.config.configs import study_of
from tests.shipped import claims_of

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs" / "study"


@pytest.fixture(scope="module", params=["report", "cold diffusion"])
def study(request):
    """Return a kept study that judges claims, the document that tells them, and the claims judged again."""
    folder, document = (KEPT, "README.md") if request.param == "report" else (KEPT / "cold", "docs/family.md")
    return folder, ROOT / document, judge_all(read_tables(folder / "tables"), claims_of(request.param))


def test_the_kept_verdicts_follow_from_the_kept_tables(study):
    kept, _, claims = study
    pd.testing.assert_frame_equal(claims, read_table(kept / "claims.parquet"), rtol=1e-9)
    pd.testing.assert_frame_equal(claims, hotcold.results(kept).claims, rtol=1e-9)
    assert markdown(claims).partition("\n")[2] in (kept / "README.md").read_text(encoding="utf-8")


def test_a_document_tells_the_kept_verdicts(study):
    _, document, claims = study
    text = document.read_text(encoding="utf-8")
    assert in_readme(claims, text) == text
    with pytest.raises(InputError, match="<!-- verdicts -->"):
        in_readme(claims, text.replace("<!-- end of verdicts -->", ""))


def test_the_kept_study_explains_its_words_or_links_to_what_does():
    text = (KEPT / "README.md").read_text(encoding="utf-8")
    words = text.partition("## Words")[2].partition("\n## ")[0]
    for word in ("FID", "KID", "precision", "recall", "margin ink", "morph", "Algorithm 1", "fixed z", "[low, high]"):
        assert word in words
    links = re.findall(r"\]\(\.\./(\w+\.md)#?([\w-]*)\)", words)
    assert len(links) > 4
    for page, anchor in links:
        headings = re.findall(r"^#+ (.+)$", (KEPT.parent / page).read_text(encoding="utf-8"), re.MULTILINE)
        anchors = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
        assert anchor in ["", *anchors]


@pytest.mark.parametrize(("overlay", "folder"), [("replicated.yaml", KEPT), ("cold.yaml", KEPT / "cold")])
def test_the_kept_tables_are_of_the_study_that_its_overlay_makes(overlay, folder):
    study, tables = study_of(overlay), read_tables(folder / "tables")
    kept = set(tables["settings"]["run"])
    assert kept == set(study.runs)
    for run in kept:
        assert set(tables["scores"].query("run == @run")["seed"]) == {*study.run_seeds(run)}
        assert set(tables["scores"].query("run == @run")["epoch"]) == {*study.training.checkpoints}
        there = tables["settings"].query("run == @run").set_index("setting")["value"].map(yaml.safe_load)
        assert there.to_dict().items() <= run_settings(study, run).items()  # options that came later have defaults


@pytest.mark.parametrize("kind", ["hot", "cold"])
def test_the_report_tells_the_ladder_that_is_kept(kind):
    """What each rung brings, a difference within seeds with Student's interval over them."""
    scores = pd.concat(read_table(path) for path in (KEPT / "ladder" / "tables").glob("seed-*/scores.parquet"))
    wanted = "run.str.startswith(@kind) and metric == 'fid' and protocol == 'sound' and split == 'test' and n == 1000"
    fid = scores.query(wanted).pivot_table(index="seed", columns="run", values="value")
    falls = -fid.diff(axis=1).iloc[:, 1:]
    low, high = scipy.stats.t.interval(0.95, len(falls) - 1, falls.mean(), falls.sem())
    rows = [f"{value:.3g} [{a:.3g}, {b:.3g}]" for value, a, b in zip(falls.mean(), low, high, strict=True)]
    text = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    assert re.findall(rf"^\| {kind}: .* \| (.*) \|$", text, re.MULTILINE) == rows


def test_the_page_on_degradations_tells_the_numbers_that_are_kept():
    """FID by Student's interval over seeds, of each run in its tables."""
    scores = pd.concat(read_table(path) for path in (KEPT / "cold" / "tables").glob("seed-*/scores.parquet"))
    wanted = "metric == 'fid' and protocol == 'sound' and split == 'test' and n == 1000"
    fid = scores.query(wanted).groupby("run")["value"]
    low, high = scipy.stats.t.interval(0.95, fid.count() - 1, fid.mean(), fid.sem())
    three = [["{:g}".format(float(f"{x:.3g}")) for x in xs] for xs in (fid.mean(), low, high)]
    told = {run: f"{mean} [{a}, {b}]" for run, mean, a, b in zip(fid.groups, *three, strict=True)}
    text = (ROOT / "docs" / "family.md").read_text(encoding="utf-8")
    ways = re.findall(r"^\| `(\w+)` \| (\d.*) \| (\d.*) \| (\d.*) \|$", text, re.MULTILINE)
    runs = re.findall(r"^\| `(\w+-cosine-unet\w*)` \| (.*?) \|", text, re.MULTILINE)
    assert (len(ways), len(runs)) == (4, 14)
    for degradation, *numbers in ways:
        assert numbers == [told[f"{degradation}-cosine-unet{way}"] for way in ("_direct", "_naive", "")]
    assert runs == [(run, told[run]) for run, _ in runs]


def test_seeds_are_kept_as_they_come(tmp_path, monkeypatch):
    """Two parts of a study, made apart, are kept one after the other: the tables are those of the whole."""
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT / "docs")
    keep = importlib.import_module("keep_study").keep
    whole = read_tables(KEPT / "tables")
    columns = {name: table_columns(next((KEPT / "tables").rglob(f"{name}.parquet"))) for name in whole}
    for part, seeds in (("first", [0, 2]), ("second", [1])):
        for name, table in whole.items():
            rows = table[table["seed"].isin(seeds)] if "seed" in table else table
            write_table(rows, tmp_path / part / "metrics" / f"{name}.parquet", columns[name])
        (tmp_path / part / "figures").mkdir()
        (tmp_path / part / "benchmarks").mkdir()
        for seed in seeds:
            text = "s\tcpu_time\tmax_rss\n2\t1.5\t100\n"
            (tmp_path / part / "benchmarks" / f"run-seed-{seed}.tsv").write_text(text)
        keep(tmp_path / part, tmp_path / "kept", None)
    for name, found in read_tables(tmp_path / "kept" / "tables").items():
        table = whole[name]
        rows = table[table["seed"] < 3].sort_values("seed", kind="stable") if "seed" in table else table
        pd.testing.assert_frame_equal(found, rows.reset_index(drop=True))
    provenance = yaml.safe_load((tmp_path / "kept" / "provenance.yaml").read_text())
    assert set(provenance) == {0, 1, 2, "all"}
    assert provenance[1]["cpu_seconds"] == 2
    other = whole["settings"].assign(value="1")
    write_table(other, tmp_path / "first" / "metrics" / "settings.parquet", columns["settings"])
    with pytest.raises(InputError, match="of other settings"):
        keep(tmp_path / "first", tmp_path / "kept", None)
