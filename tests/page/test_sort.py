"""A click on a column's name sorts the page's tables: numbers as numbers, before words; what is missing stays last."""

import json
import re
import shutil
import subprocess
from html import unescape

import pytest

from tests.conftest import ROOT

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
ROWS = [("b", "10", "0.5"), ("a", "9", ""), ("c", "−", "1e-3"), ("d10", "100", "–"), ("d9", "-2", "7")]
CLICKS = """
const table = document.querySelector("table"), [name, number, value] = table.querySelectorAll("button");
const found = [name, name, number, value, value].map((button) => {
  button.click();
  const sorted = [...table.tHead.rows[0].cells].map((cell) => cell.getAttribute("aria-sort"));
  return [[...table.tBodies[0].rows].map((row) => row.cells[0].textContent), sorted];
});
document.body.textContent = JSON.stringify(found);
"""


@pytest.mark.skipif(not BROWSER, reason="needs Chromium")
def test_a_click_on_a_name_sorts_and_one_more_turns_the_order_around(tmp_path):
    rows = "".join(f"<tr><td>{a}</td><td data-value='{b}'>x</td><td>{c}</td></tr>" for a, b, c in ROWS)
    head = "<thead><tr><th>name</th><th>number</th><th>value</th></tr></thead>"
    script = (ROOT / "src" / "hotcold" / "page" / "sort.js").read_text(encoding="utf-8")
    text = (
        f"<table class='sortable'>{head}<tbody>{rows}</tbody></table><script>{script}</script><script>{CLICKS}</script>"
    )
    (tmp_path / "page.html").write_text(f"<!doctype html><meta charset='utf-8'><body>{text}", encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--dump-dom", (tmp_path / "page.html").as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = json.loads(unescape(re.search(r"<body>(.*)</body>", dom, re.DOTALL)[1]))
    up, down = "ascending", "descending"
    assert found == [
        [["a", "b", "c", "d9", "d10"], [up, None, None]],
        [["d10", "d9", "c", "b", "a"], [down, None, None]],
        [["d9", "a", "b", "d10", "c"], [None, up, None]],
        [["c", "b", "d9", "a", "d10"], [None, None, up]],
        [["d9", "b", "c", "a", "d10"], [None, None, down]],
    ]
