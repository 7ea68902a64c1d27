"""The site that `make docs` builds: without a warning, whole, and the same offline."""

import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.dag


class Page(HTMLParser):
    """What a page links to, what it loads, and the places in it that can be linked to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.places = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.places |= {found["id"]} if found.get("id") else set()
        if tag == "a" and found.get("href"):
            self.links.add(found["href"])
        if tag in ("script", "img", "iframe") and found.get("src"):
            self.loaded.add(found["src"])
        if tag == "link" and found.get("href", "#") != "#":
            self.loaded.add(found["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the pages of the built site by path."""
    folder = tmp_path_factory.mktemp("site").resolve()
    command = [sys.executable, "-m", "sphinx", "-q", "--fail-on-warning", "--keep-going", "docs", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert not built.stderr
    return {path: Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}


def test_every_page_of_docs_is_there(site):
    built = {path.stem for path in site}
    assert built >= {path.stem for path in (ROOT / "docs").glob("*.md")}


def test_nothing_is_loaded_from_elsewhere(site):
    loaded = {(path, target) for path, page in site.items() for target in page.loaded}
    assert loaded
    for path, target in loaded:
        assert not urlsplit(target).netloc, target
        assert target.startswith("data:") or (path.parent / unquote(urlsplit(target).path)).is_file(), (path, target)


def test_every_link_leads_somewhere(site):
    for path, page in site.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path.name, link)
            assert not parts.fragment or target.suffix != ".html" or unquote(parts.fragment) in site[target].places, (
                link
            )
