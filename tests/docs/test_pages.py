"""What the pages and the README say is there, and runs."""

import importlib
import itertools
import re
from functools import partialmethod

import numpy as np
import pytest
import yaml

import hotcold
from hotcold.library.model import Model
from hotcold.storage.tables import table_columns
from tests.conftest import ROOT
from tests.docs.pages import PAGES, links, scripts
from tests.shipped import FIGURES, claims_of

REPORT, FAMILY = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("report.md", "family.md"))


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page):
    assert not [target for target in links(page) if not target.exists()]


def test_every_figure_has_a_section_and_every_claim_is_told_once():
    shown = [[int(number) for number in re.findall(r"^## Figure (\d+):", page, re.M)] for page in (REPORT, FAMILY)]
    assert shown == [sorted(numbers) for numbers in shown]
    assert sorted(itertools.chain(*shown)) == [int(name[3:5]) for name in FIGURES]
    for page, source in ((REPORT, "report"), (FAMILY, "cold diffusion")):
        told = [name for line in page.split("```{said} ")[1:] for name in line.partition("\n")[0].split()]
        assert sorted(told) == claims_of(source)


@pytest.fixture
def generate(monkeypatch):
    """Return a module of docs/generate by its name."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    return lambda name: importlib.import_module(f"generate.{name}")


def test_every_key_of_the_config_is_explained(generate):
    page = generate("config_keys").keys()
    for section, given in yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")).items():
        fixed = isinstance(given, dict) and section not in ("runs", "schedules", "networks", "degradations")
        part = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
        assert part or f"| `{section}` |" in page
        for key in given if fixed else ():
            assert f"| `{key}" in part, (section, key)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "study").rglob("*.parquet")), ids=lambda path: path.stem)
def test_the_columns_of_the_kept_tables_are_explained_with_their_units(generate, path):
    section = generate("table_columns").columns().partition(f"## {path.stem}\n")[2].partition("\n## ")[0]
    for name, column in table_columns(path).items():
        assert f"| `{name}` | {column.unit} |" in section, name
        told = column.description.partition("\n")[2].splitlines()  # of each metric
        assert all(line.partition(":")[0] in section for line in told)


def test_noise_is_taken_out_as_the_page_says():
    (script,) = (script for script in scripts("docs/images.md") if "noisy" in script)
    exec(compile(script, "docs/images.md", "exec"), said := {})
    before, after = (np.sqrt(((said[name] - said["digits"]) ** 2).mean()) for name in ("noisy", "clean"))
    assert (before, after) == pytest.approx((0.5, 0.09), abs=0.005)


@pytest.mark.parametrize("page", ["README.md", "docs/start.md", "docs/images.md"])
def test_what_uses_the_library_runs(page, monkeypatch, capsys):
    """With fewer steps than a reader's, who has minutes."""
    monkeypatch.chdir(ROOT)
    for name in ("sample", "restore"):
        monkeypatch.setattr(Model, name, partialmethod(getattr(Model, name), steps=2))
    assert scripts(page)
    for script in scripts(page):
        exec(compile(script, page, "exec"), {"images": hotcold.digits(100)})
