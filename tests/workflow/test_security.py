"""Nothing unpickles, nothing in a config writes outside the results folder."""

import ast
import io
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
import yaml

from hotcold.data.idx import FILES, read_folder
from hotcold.diffusion.checkpoints import load_checkpoint
from hotcold.errors import InputError
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.features.inception import load_inception
from hotcold.steps import command
from hotcold.steps.resume import STATE, ResumePoint
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import read_table
from hotcold.storage.tensors import opened_tensors
from tests.conftest import BUNDLED, ROOT, Workflow


class Hostile:
    """What makes a folder when it is unpickled."""

    def __init__(self, flag: Path) -> None:
        self.flag = flag

    def __reduce__(self) -> tuple[Callable, tuple[str]]:
        return os.mkdir, (str(self.flag),)


def torch_file(hostile: Hostile) -> bytes:
    torch.save({"weights": hostile}, file := io.BytesIO())
    return file.getvalue()


def array_file(hostile: Hostile) -> bytes:
    np.save(file := io.BytesIO(), np.array([hostile], dtype=object), allow_pickle=True)
    return file.getvalue()


def arrays_file(hostile: Hostile) -> bytes:
    pickled = np.array([hostile], dtype=object)
    np.savez(file := io.BytesIO(), images=pickled, metadata=pickled, train_images=pickled)
    return file.getvalue()


def table_file(hostile: Hostile) -> bytes:
    """Return a table whose column claims to be of a type that Arrow once unpickled."""
    extension = {
        b"ARROW:extension:name": b"arrow.py_extension_type",
        b"ARROW:extension:metadata": pickle.dumps(hostile),
    }
    schema = pa.schema([pa.field("x", pa.int64(), metadata=extension)])
    pq.write_table(pa.table({"x": [1]}, schema=schema), file := io.BytesIO())
    return file.getvalue()


def text_file(hostile: Hostile) -> bytes:
    return f"!!python/object/apply:os.mkdir [{hostile.flag}]".encode()


FORMS = {
    "pickle": pickle.dumps,
    "torch": torch_file,
    "npy": array_file,
    "npz": arrays_file,
    "parquet": table_file,
    "yaml": text_file,
}


def tensors(path: Path) -> None:
    with opened_tensors(path, "tensors"):
        pass


READERS: dict[str, Callable[[Path], object]] = {
    "checkpoint": lambda path: load_checkpoint(path, "ema"),
    "classifier": lambda path: load_classifier(path, torch.device("cpu")),
    "InceptionV3": lambda path: load_inception(path, torch.device("cpu")),
    "tensors": tensors,
    "arrays": lambda path: read_arrays(path, "samples"),
    "table": read_table,
    "images": lambda path: read_folder(path.parent),
    "resume point": lambda path: ResumePoint(path.parent, "x"),
    "settings": lambda path: command.run(lambda _: None, command.Arguments, [str(path)]),
}
NAMES = {"images": FILES["train_images"], "resume point": STATE}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", READERS)
def test_a_hostile_file_is_not_executed(tmp_path: Path, reader: str, form: str) -> None:
    flag = tmp_path / "executed"
    (tmp_path / "files").mkdir()
    if reader == "images":
        shutil.copytree(BUNDLED / "mnist", tmp_path / "files", dirs_exist_ok=True)
        (tmp_path / "files" / f"{FILES['train_images']}.gz").unlink()
    path = tmp_path / "files" / NAMES.get(reader, "file")
    path.write_bytes(FORMS[form](Hostile(flag)))
    if reader == "resume point":
        assert not READERS[reader](path).about  # starts over
    elif (reader, form) == ("table", "parquet"):
        assert list(READERS[reader](path)["x"]) == [1]
    else:
        with pytest.raises((InputError, SystemExit)) as refused:
            READERS[reader](path)
        assert "\n" not in str(refused.value)
    assert not flag.exists()


@pytest.mark.parametrize("form", FORMS)
def test_the_hostile_files_are_hostile(tmp_path: Path, form: str) -> None:
    """Readers that do unpickle show it; no reader of tables does any more."""
    path, flag = tmp_path / "file", tmp_path / "executed"
    path.write_bytes(FORMS[form](Hostile(flag)))
    if form == "pickle":
        pickle.loads(path.read_bytes())
    elif form == "torch":
        torch.load(path, weights_only=False)
    elif form == "npy":
        np.load(path, allow_pickle=True)
    elif form == "npz":
        np.load(path, allow_pickle=True)["images"]
    elif form == "yaml":
        yaml.unsafe_load(path.read_text())
    else:
        pickle.loads(pq.read_schema(path).field("x").metadata[b"ARROW:extension:metadata"])
    assert flag.exists()


UNPICKLING = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "jsonpickle"}
REQUIRED = {"load": {"torch": ("weights_only", True), "np": ("allow_pickle", False), "numpy": ("allow_pickle", False)}}
FORBIDDEN = {"read_pickle", "to_pickle", "load_state_dict_from_url", "unsafe_load", "full_load", "system", "exec"}


def complaints(source: str) -> list[str]:
    """Return the calls and imports of a source text that unpickle, or may, or run a text."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in UNPICKLING]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module] if (node.module or "").split(".")[0] in UNPICKLING else []
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            keywords = {k.arg: k.value.value for k in node.keywords if isinstance(k.value, ast.Constant)}
            keyword, value = REQUIRED.get(name, {}).get(owner, (None, None))
            if name in FORBIDDEN or (keyword and keywords.get(keyword) is not value):
                found.append(ast.unparse(node))
            if keywords.get("shell") is True or keywords.get("allow_pickle") is True:
                found.append(ast.unparse(node))
            if (owner, name) == ("yaml", "load"):
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "torch.load(p)",
        "torch.load(p, weights_only=False)",
        "np.load(p)",
        "np.load(p, allow_pickle=True)",
        "pd.read_pickle(p)",
        "yaml.load(text, Loader)",
        "os.system(text)",
        "subprocess.run(text, shell=True)",
        "exec(text)",
    ],
)
def test_the_check_sees(source: str) -> None:
    assert complaints(source)


def test_nothing_in_the_project_unpickles() -> None:
    sources = [path for folder in ("src", "workflow", "docs", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    assert len(sources) > 100
    found = {str(path.relative_to(ROOT)): complaints(path.read_text()) for path in sources}
    # InceptionV3's weights come as a pickle; the import names the error of PyTorch's restricted reader.
    assert found.pop("src/hotcold/evaluation/features/inception.py") == ["pickle"]
    assert not any(found.values()), {path: calls for path, calls in found.items() if calls}


@pytest.mark.dag
def test_every_output_is_in_the_studys_folder(fresh_workflow: Workflow) -> None:
    """Snakemake's own list of what it would write, with the longest and oddest names that a config may have."""
    name = "0" + "_-" * 31 + "9"
    overlay = fresh_workflow.folder / "odd.yaml"
    overlay.write_text(
        f"study: {name}\n"
        f"runs: {{{name}: {{degradation: morph, schedule: linear, network: unet}}}}\n"
        f"latents: {{run: {name}, experiments: {{{name}: {{source: mean}}}}}}\n"
    )
    result = fresh_workflow.run("--summary", "all", "quality", "--configfile", "odd.yaml")
    assert result.returncode == 0, result.stderr
    written = [line.split("\t")[0] for line in result.stdout.splitlines() if line.startswith(("results", "/", "."))]
    assert len(written) > 100
    assert all(Path(path).is_relative_to(f"results/{name}") and ".." not in path for path in written)


@pytest.mark.dag
def test_a_path_of_the_config_is_never_a_command(fresh_workflow: Workflow) -> None:
    """A folder whose name would end the text that a step is told, or be run by a shell, or be filled in."""
    name = "a'\"b\nSETTINGS\ntouch hacked\n$(touch hacked) `touch hacked`; touch hacked {input} ü"
    shutil.copytree(BUNDLED / "mnist", fresh_workflow.folder / name)
    (fresh_workflow.folder / "odd.yaml").write_text(yaml.safe_dump({"data": {"digits": name}}))
    result = fresh_workflow.run("results/laptop/data/digits.npz", "--configfile", "odd.yaml")
    assert result.returncode == 0, result.stderr
    digits = read_arrays(fresh_workflow.folder / "results/laptop/data/digits.npz", "digits")
    assert digits.metadata["source"] == name
    assert not list(fresh_workflow.folder.rglob("hacked"))
