"""The two models that ship with the package; `build.py` beside this file made them, README.md says from what."""

from pathlib import Path

from hotcold.storage.sums import checked_file

HERE = Path(__file__).parent
NAMES = ("hot", "cold")


def shipped_checkpoint(name: str, folder: Path = HERE) -> Path:
    """Return the path of the checkpoint of that name, checked.

    Raises:
        InputError: it is missing, or its SHA-256 is not that of SHA256SUMS.

    """
    return checked_file(folder, f"{name}.safetensors")
