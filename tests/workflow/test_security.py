"""Nothing unpickles, nothing in a config writes outside the results folder."""

import base64
import io
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
import yaml

from hotcold.data.idx import FILES, read_folder
from hotcold.data.npz import read_npz
from hotcold.data.pictures import read_picture
from hotcold.diffusion.checkpoints import load_checkpoint
from hotcold.errors import InputError
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.evaluation.features.inception import load_inception
from hotcold.steps import command
from hotcold.steps.resume import STATE, ResumePoint
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import read_table
from hotcold.storage.tensors import opened_tensors
from tests.conftest import BUNDLED, ROOT
from tests.workflow.checkouts import succeeded


class Hostile:
    """What makes a folder when it is unpickled."""

    def __init__(self, flag):
        self.flag = flag

    def __reduce__(self):
        return os.mkdir, (str(self.flag),)


def torch_file(hostile):
    torch.save({"weights": hostile}, file := io.BytesIO())
    return file.getvalue()


def array_file(hostile):
    np.save(file := io.BytesIO(), np.array([hostile], dtype=object), allow_pickle=True)
    return file.getvalue()


def arrays_file(hostile):
    pickled = np.array([hostile], dtype=object)
    np.savez(file := io.BytesIO(), images=pickled, metadata=pickled, train_images=pickled)
    return file.getvalue()


def table_file(hostile):
    """Return a table whose column claims to be of a type that Arrow once unpickled."""
    extension = {"name": b"arrow.py_extension_type", "metadata": pickle.dumps(hostile)}
    metadata = {f"ARROW:extension:{key}": value for key, value in extension.items()}
    schema = pa.schema([pa.field("x", pa.int64(), metadata=metadata)])
    pq.write_table(pa.table({"x": [1]}, schema=schema), file := io.BytesIO())
    return file.getvalue()


def text_file(hostile):
    return f"!!python/object/apply:os.mkdir [{hostile.flag}]".encode()


FORMS = {
    "pickle": pickle.dumps,
    "torch": torch_file,
    "npy": array_file,
    "npz": arrays_file,
    "parquet": table_file,
    "yaml": text_file,
}


READERS: dict[str, Callable[[Path], object]] = {
    "checkpoint": lambda path: load_checkpoint(path, "ema"),
    "classifier": lambda path: load_classifier(path, torch.device("cpu")),
    "InceptionV3": lambda path: load_inception(path, torch.device("cpu")),
    "tensors": lambda path: opened_tensors(path, "tensors").__enter__(),
    "arrays": lambda path: read_arrays(path, "samples"),
    "table": read_table,
    "images": lambda path: read_folder(path.parent),
    "npz": read_npz,
    "picture": read_picture,
    "resume point": lambda path: ResumePoint(path.parent, "x"),
    "settings": lambda path: command.run(lambda _: None, command.Arguments, [str(path)]),
}
NAMES = {"images": FILES["train_images"], "resume point": STATE}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", READERS)
def test_a_hostile_file_is_not_executed(tmp_path, reader, form):
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


def stored_schema(path):
    """Return the bytes of Arrow's schema; some versions of it show what an extension says to nobody."""
    return base64.b64decode(pq.ParquetFile(path).metadata.metadata[b"ARROW:schema"])


UNPICKLED = {
    "pickle": lambda path: pickle.loads(path.read_bytes()),
    "torch": lambda path: torch.load(path, weights_only=False),
    "npy": lambda path: np.load(path, allow_pickle=True),
    "npz": lambda path: np.load(path, allow_pickle=True)["images"],
    "parquet": lambda path: pickle.loads(re.search(rb"\x80[\x04\x05]\x95.*", stored_schema(path), re.DOTALL)[0]),
    "yaml": lambda path: yaml.unsafe_load(path.read_text()),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_hostile_files_are_hostile(tmp_path, form):
    """Readers that do unpickle show it; no reader of tables does any more."""
    path, flag = tmp_path / "file", tmp_path / "executed"
    path.write_bytes(FORMS[form](Hostile(flag)))
    UNPICKLED[form](path)
    assert flag.exists()


RULES = "S102,S301,S302,S403,S506,S602,S604,S605"  # of ruff: exec, pickles, unsafe YAML, shells
BESIDE = re.compile(
    r"\b(?:joblib|cloudpickle|jsonpickle|to_pickle|load_state_dict_from_url|unsafe_load|full_load)\b"
    r"|torch\.load\((?!.*weights_only=True)|\b(?:np|numpy)\.load\((?!.*allow_pickle=False)|allow_pickle=True"
)
SUSPECT = """import pickle
from joblib import load
torch.load(p)
torch.load(p, weights_only=False)
np.load(p)
np.load(p, allow_pickle=True)
pd.read_pickle(p)
yaml.load(text, Loader)
os.system(text)
subprocess.run(text, shell=True)
exec(text)"""


def complaints(*folders):
    """Return by file what unpickles, or may, or runs a text: what ruff finds, and what it does not look for."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--preview", "--ignore-noqa", "--select", RULES]
    result = subprocess.run(
        [*command, "--output-format", "json", *folders], capture_output=True, text=True, check=False
    )
    found = [(Path(one["filename"]), one["code"]) for one in json.loads(result.stdout)]
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        found += [(path, text) for text in BESIDE.findall(path.read_text())]
    return found


def test_the_check_sees(tmp_path):
    imports, lines = "import os, subprocess, pandas as pd, yaml", SUSPECT.splitlines()
    for number, line in enumerate(lines):
        (tmp_path / f"{number}.py").write_text(f"{imports}\n{line}\n")
    assert {int(path.stem) for path, _ in complaints(tmp_path)} == {*range(len(lines))}


def test_nothing_in_the_project_unpickles():
    """But for InceptionV3's weights, which come as a pickle: the import names the error of PyTorch's own reader."""
    found = complaints(*(ROOT / folder for folder in ("src", "workflow", "docs", "benchmarks")))
    assert found == [(ROOT / "src/hotcold/evaluation/features/inception.py", "S403")]


@pytest.mark.dag
def test_every_output_is_in_the_studys_folder(fresh_workflow):
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
def test_a_path_of_the_config_is_never_a_command(fresh_workflow):
    """A folder whose name would end the text that a step is told, or be run by a shell, or be filled in."""
    name = "a'\"b\nSETTINGS\ntouch hacked\n$(touch hacked) `touch hacked`; touch hacked {input} ü"
    shutil.copytree(BUNDLED / "mnist", fresh_workflow.folder / name)
    (fresh_workflow.folder / "odd.yaml").write_text(yaml.safe_dump({"data": {"digits": name}}))
    succeeded(fresh_workflow.run("results/laptop/data/digits.npz", "--configfile", "odd.yaml"))
    digits = read_arrays(fresh_workflow.folder / "results/laptop/data/digits.npz", "digits")
    assert digits.metadata["source"] == name
    assert not list(fresh_workflow.folder.rglob("hacked"))
