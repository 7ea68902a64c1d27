"""What a step depends on: edits that change nothing, and edits that change something."""

import ast
import importlib.util
import shutil
from pathlib import Path

import pytest

from hotcold import plugins
from hotcold.steps import meaning
from tests.conftest import ROOT

TRAIN = ROOT / "workflow" / "scripts" / "train.py"
MODEL = {"degradations": "gaussian", "schedules": "linear", "networks": "cnn"}
USED = [plugins.source_file(*used) for used in (MODEL | {"couplings": "independent", "optimisers": "adam"}).items()]

# All that trainings depend on beside their plugins: a change of any of these trains every run again.
ROOMS = {
    "config": {"base", "compute", "model", "training"},
    "data": {"pixels"},
    "diffusion": {"checkpoints", "degradation", "device", "mixing", "schedule"},
    "layers": {"norm", "time_embedding"},
    "storage": {"arrays", "atomic", "tables", "tensors"},
    "training": {"average", "loop", "objective", "pairs", "replay", "state", "tables", "timesteps"},
}

CODE = '''"""What it is for."""

import logging

from pydantic import BaseModel

LIMIT = 3  # of something


class Settings(BaseModel):
    """A part."""

    width: int = 5
    """How wide."""

    @property
    def area(self) -> int:
        """Return the square."""
        return self.width**2


def work(x: float, *, step: float = 0.1) -> list[float]:
    """Go on by steps."""
    logging.info("at %s", x)
    if x > LIMIT:
        raise ValueError(f"{x} is beyond {LIMIT}")
    return [x + step * k for k in range(3) if k != 1]
'''


WORDS = [
    ("How wide.", "How wide,\n    in pixels."),
    ('    """A part."""\n\n', ""),
    ("at %s", "now at %s"),
    ('    logging.info("at %s", x)\n', ""),
    ("is beyond {LIMIT}", "is too large"),
]
MEANT = [
    ("LIMIT = 3", "LIMIT = 4"),
    ("LIMIT = 3", "LIMIT = 3.0"),
    ("x > LIMIT", "x >= LIMIT"),
    ("x + step * k", "x - step * k"),
    ("x + step * k", "(x + step) * k"),
    ("step: float = 0.1", "step: float = 0.2"),
    ("width: int = 5", "height: int = 5"),
    ("width: int = 5", "width: float = 5"),
    ("    @property\n", ""),
    (" if k != 1", ""),
    ("ValueError", "KeyError"),
    ("BaseModel)", "BaseModel, frozen=True)"),
    ("import BaseModel", "import RootModel as BaseModel"),
]


@pytest.mark.parametrize(("old", "new"), [*WORDS, *MEANT])
def test_code_means_something_and_words_do_not(tmp_path, old, new):
    assert CODE.count(old) == 1
    found = set()
    for name, code in (("plain.py", CODE), ("edited.py", CODE.replace(old, new))):
        (tmp_path / name).write_text(code, encoding="utf-8")
        found.add(meaning.meaning(tmp_path / name))
    assert len(found) == (2 if (old, new) in MEANT else 1)


class Copy:
    """A copy of the package and of the script of trainings, elsewhere."""

    def __init__(self, folder):
        shutil.copytree(meaning.PACKAGE, folder / meaning.PACKAGE.name, ignore=shutil.ignore_patterns("*.gz", "*.pyc"))
        self.package = folder / meaning.PACKAGE.name
        self.script = Path(shutil.copy(TRAIN, folder))

    def ask(self, function):
        """Return what the copy's own module of meanings says."""
        spec = importlib.util.spec_from_file_location("copied", self.package / "steps" / "meaning.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        used = [self.package / path.relative_to(meaning.PACKAGE) for path in USED]
        return getattr(module, function)(self.script, used)

    def meaning(self):
        return self.ask("meaning")

    def append(self, name, code):
        path = self.package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.read_text() if path.exists() else ''}\n{code}\n")


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path / "a place: 'other' é")


# A plugin, found by its name, what it imports, packages, and what the script does not import.
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("training/optimisers/adam.py", True),
        ("networks/layers/norm.py", True),
        ("training/__init__.py", True),
        ("networks/__init__.py", True),
        ("errors.py", False),
        ("kinds.py", False),
        ("plugin_checks.py", False),
        ("training/optimisers/muon.py", False),
    ],
)
def test_what_is_imported_counts_however_far_and_nothing_else(copy, name, counts):
    before = meaning.meaning(TRAIN, USED)
    assert copy.meaning() == before
    copy.append(name, "ANSWER = 42")
    assert (copy.meaning() != before) == counts


def test_every_form_of_import_is_followed(copy):
    forms = [
        "import hotcold.new.m0",
        "import hotcold.new.m1 as other",
        "from hotcold.new import m2",
        "from hotcold.new.m3 import ANSWER",
        "def later():\n    from hotcold.new import m4",
        "from ..new import m5",
        "from ..new.m6 import ANSWER",
    ]
    for k in range(8):
        copy.append(f"new/m{k}.py", "ANSWER = 42")
    copy.append("new/__init__.py", "from . import m7")
    copy.append("training/loop.py", "\n".join(forms))
    assert {f"m{k}.py" for k in range(8)} <= {path.name for path in copy.ask("source_files")}


def test_what_trainings_depend_on_is_a_short_list():
    """No command line, progress or signals, no error texts, no places of files, nothing that samples or scores."""
    files = set(meaning.source_files(TRAIN, USED)) - {TRAIN, *USED}
    rooms = {room: {path.stem for path in files if path.parent.name == room} - {"__init__"} for room in ROOMS}
    assert rooms == ROOMS
    others = {path.name for path in files if path.parent.name not in ROOMS} - {"__init__.py"}
    assert others == {"plugins.py", "seeds.py"}


class Reworded(ast.NodeTransformer):
    """Other words in every error, wherever it is built."""

    def __init__(self):
        self.errors, self.inside = 0, False

    def visit_Call(self, node):
        is_error = isinstance(node.func, ast.Name) and node.func.id.endswith("Error")
        self.errors += is_error
        was, self.inside = self.inside, self.inside or is_error
        self.generic_visit(node)
        self.inside = was
        return node

    def visit_Constant(self, node):
        return ast.Constant(f"{node.value}, in other words") if self.inside and isinstance(node.value, str) else node


def test_other_words_in_errors_train_nothing_again(copy):
    before, errors = copy.meaning(), 0
    for path in copy.ask("source_files"):
        words = Reworded()
        path.write_text(ast.unparse(words.visit(ast.parse(path.read_text(encoding="utf-8")))), encoding="utf-8")
        errors += words.errors
    assert errors > 20
    assert copy.meaning() == before
