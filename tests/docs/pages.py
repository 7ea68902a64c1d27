"""The code blocks and links of the pages and the README, as readers see them."""

import re
from pathlib import Path

import yaml

from tests.conftest import ROOT

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").glob("*.md"))),
)


def examples(*names: str) -> tuple[dict[str, str], dict]:
    """Return the files that the code blocks of some pages hold, by path, and what they say under keys of the config."""
    blocks = [block for name in names for block in titled_blocks(name)]
    files = {title: text for language, title, text in blocks if language == "python"}
    config: dict = {}
    for _, title, text in (block for block in blocks if block[0] == "yaml"):
        file, _, key = title.partition(", under ")
        assert file == "config.yaml", title
        config.setdefault(key, {}).update(yaml.safe_load(text))
    return files, config


def titled_blocks(name: str) -> list[tuple[str, str, str]]:
    """Return language, title and text of the blocks that start with a comment that names a file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^```(python|yaml)\n# ((?:src/|config\.yaml)[^\n]*)\n(.*?)^```$", text, re.M | re.S)


def scripts(name: str) -> list[str]:
    """Return the blocks of Python that use the library."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(import hotcold\n.*?)^```$", text, re.M | re.S)


def links(name: str) -> set[Path]:
    """Return the files that a page links to or shows, but for those of other sites."""
    text = re.sub(r"^```.*?^```$", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = {target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)}
    return {(ROOT / name).parent / target for target in targets if target and not target.startswith("http")}
