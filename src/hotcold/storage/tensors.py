"""Named tensors in safetensors files, with a digest: the format itself notices no flipped bit. Nothing unpickles."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from hotcold.errors import DamagedError, InputError, first_line
from hotcold.storage.atomic import replacing


def write_tensors(path: Path, tensors: Mapping[str, Tensor], **about: Any) -> None:  # noqa: ANN401
    """Write tensors, and JSON-able words on what they are, as safetensors."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    with replacing(path) as temporary:
        # One entry, because safetensors writes several in no fixed order, and the same run must be the same bytes.
        text = json.dumps({**about, "sha256": _digest(tensors, about)}, sort_keys=True)
        temporary.write_bytes(save(tensors, metadata={"about": text}))


@contextmanager
def opened_tensors(path: Path, what: str) -> Iterator[tuple[dict[str, Tensor], dict[str, Any]]]:
    """Yield what `write_tensors` wrote: the tensors, and the words on them.

    Args:
        path: the file.
        what: it should be, in words.

    Raises:
        InputError: the file is missing, damaged or something else, as the block may find out too.

    """
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {})["about"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if about.pop("sha256") != _digest(tensors, about):
            raise ValueError("its SHA-256 differs")
        yield tensors, about
    except FileNotFoundError:
        raise InputError(f"{path}: missing; expected {what} (.safetensors)") from None
    except (SafetensorError, RuntimeError, OSError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise DamagedError(path, f"not {what}, or damaged ({first_line(error)})") from None


def _digest(tensors: Mapping[str, Tensor], about: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.numpy().data)
    return digest.hexdigest()
