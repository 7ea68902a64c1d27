"""Named tensors: bits and layout as written; any change of a byte is noticed."""

import pytest
import torch
from safetensors.torch import load_file, save_file

from hotcold.errors import DamagedError
from hotcold.storage.tensors import opened_tensors, write_tensors


def tensors():
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn((2, 3, 4, 4), generator=generator).to(memory_format=torch.channels_last)
    return {"weight": weight, "count": torch.tensor(7), "part": weight[:, 1].double(), "none": torch.empty(0)}


def test_what_is_read_was_written(tmp_path):
    metadata = {"epoch": 3, "words": {"b": [1, None], "a": "ü"}}
    for name in ("a", "b"):
        write_tensors(tmp_path / name, tensors(), **metadata)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with opened_tensors(tmp_path / "a", "a test") as (found, about):
        assert about == metadata
    for read in (found, load_file(tmp_path / "a")):
        assert read.keys() == tensors().keys()
        for name, tensor in tensors().items():
            torch.testing.assert_close(read[name], tensor, rtol=0, atol=0)


def test_a_flipped_bit_is_noticed_in_any_byte(tmp_path):
    path = tmp_path / "a.safetensors"
    write_tensors(path, {"a": torch.arange(3.0), "b": torch.tensor([[1, 2]])})
    content = path.read_bytes()
    for bit in range(0, 8 * len(content), 5):
        path.write_bytes((int.from_bytes(content) ^ 1 << bit).to_bytes(len(content)))
        with pytest.raises(DamagedError, match=r"\A.*a\.safetensors: not a test, or damaged \(.*\Z"):
            opened_tensors(path, "a test").__enter__()


def test_other_files_and_what_the_reader_finds_out_are_one_line(tmp_path):
    save_file({"a": torch.ones(3)}, tmp_path / "other")
    save_file({"a": torch.ones(3)}, tmp_path / "foreign", metadata={"about": "[1]"})
    save_file({"a": torch.ones(3).bfloat16()}, tmp_path / "bf16", metadata={"about": '{"sha256": ""}'})
    (tmp_path / "empty").touch()
    for name in ("other", "foreign", "bf16", "empty"):
        with pytest.raises(DamagedError, match=f"{name}: not a test, or damaged"):
            opened_tensors(tmp_path / name, "a test").__enter__()
    write_tensors(tmp_path / "a", tensors())
    with pytest.raises(DamagedError, match=r"a: not a test, or damaged \('bias'\)"):  # noqa: SIM117
        with opened_tensors(tmp_path / "a", "a test") as (found, _):
            found["bias"]
