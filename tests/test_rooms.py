"""The rooms of the package: imports run one way."""

import ast
from pathlib import Path

import yaml

import hotcold
from tests.conftest import ROOT
from tests.shipped import own_files

PACKAGE = Path(hotcold.__file__).parent
BELOW = {"errors", "seeds", "kinds", "plugins", "plugin_checks", "hotcold"}
# Every room, and those it may use beside itself and what is below all.
MAY_USE = {
    "errors": set(),
    "seeds": set(),
    "kinds": set(),
    "plugins": set(),
    "plugin_checks": set(),
    "hotcold": {"library"},
    "__main__": {"command"},
    "config": set(),
    "storage": {"config"},
    "data": {"config", "storage"},
    "networks": {"config", "storage"},
    "diffusion": {"config", "storage", "data", "networks"},
    "training": {"config", "storage", "data", "networks", "diffusion"},
    "evaluation": {"config", "storage", "data", "networks", "diffusion"},
    "claims": {"config", "storage"},
    "figures": {"config", "storage", "data", "networks", "diffusion", "claims"},
    "page": {"config", "storage", "claims", "figures"},
    "pretrained": {"storage", "diffusion"},
    "library": {"config", "storage", "data", "networks", "diffusion", "evaluation", "pretrained"},
    "command": {"config", "storage", "library", "claims", "figures"},
    "steps": {"config", "storage", "data", "networks", "diffusion", "training", "evaluation", "claims", "figures"},
}


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import, whose room cannot be seen"
            names |= {f"hotcold.{alias.name}" for alias in node.names} if node.module == "hotcold" else {node.module}
    return names


def test_a_room_uses_those_below_it_only_and_none_knows_snakemake():
    for path in {*PACKAGE.rglob("*.py")} - own_files():
        first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        room = "hotcold" if first == "__init__" else first
        names = imported(path)
        assert not [name for name in names if name.split(".")[0] == "snakemake"], path
        used = {room_of(name) for name in names if name.split(".")[0] == "hotcold"}
        assert used <= MAY_USE[room] | BELOW | {room}, path


def test_every_file_is_short_and_those_of_the_product_say_what_they_are_for():
    folders = [ROOT / folder for folder in ("src", "workflow", "benchmarks", "tests")]
    modules, rules = ([path for folder in folders for path in folder.rglob(f"*.{kind}")] for kind in ("py", "smk"))
    for path in {*modules} - own_files() | {*rules, ROOT / "Snakefile", ROOT / "workflow" / "Snakefile"}:
        text = path.read_text(encoding="utf-8")
        told = text.startswith('"""' if path.suffix == ".py" else "# ")
        assert told or not text.strip() or path.is_relative_to(ROOT / "tests"), path
        assert len(text.splitlines()) <= 250, path
        assert max(map(len, text.splitlines()), default=0) <= 120, path


def test_the_tests_of_a_room_lie_in_a_folder_of_its_name():
    """Beside those of the workflow, the documents and the benchmarks, and a room for every folder of tests."""
    folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")} - {Path()}
    of_rooms = {folder for folder in folders if folder.parts[0] not in ("workflow", "docs", "benchmarks")}
    assert {folder for folder in of_rooms if not (PACKAGE / folder).is_dir()} == set()
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms - {folder.parts[0] for folder in of_rooms} == {"pretrained"}  # tests/library loads its models


def test_the_hooks_before_a_commit_are_of_the_versions_in_the_lock():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(hooks) == 2
    for hook in hooks:
        package = hook["repo"].rsplit("/", 1)[1].removesuffix("-pre-commit")
        assert f"\n{package}=={hook['rev'].removeprefix('v')} " in lock
