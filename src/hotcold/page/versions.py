"""Which versions made a study."""

import platform
import subprocess
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import hotcold

UNKNOWN = "unknown: not in a git repository"


def versions(checkout: Path, packages: Iterable[str]) -> Mapping[str, str]:
    """Return the versions of what runs here, those packages among it, and the commit of a checkout."""
    return {
        "hotcold": hotcold.__version__,
        "commit": commit(checkout) or UNKNOWN,
        "Python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def commit(checkout: Path) -> str | None:
    """Return the commit of a checkout, marked if files differ from it; None where it is in no repository of git."""
    top = _git(checkout, "rev-parse", "--show-toplevel")
    if not top or Path(top).resolve() != checkout.resolve():  # a repository around it is another's
        return None
    return _git(checkout, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        told = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    except OSError:  # git is not installed
        return None
    return told.stdout.strip() or None if told.returncode == 0 else None
