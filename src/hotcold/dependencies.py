"""Which source files a step depends on, read from the imports themselves so that the list can't go stale."""

import ast
import functools
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parent


def source_files(script: Path, plugins: Iterable[Path] = ()) -> list[Path]:
    """Return the script, the given plugin modules, and every module of this package they import, sorted.

    Imports are followed transitively; plugins found by name at run time must be given.
    """
    found: set[Path] = set()
    waiting = [script, *plugins]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_imported(path))
    return sorted(found)


@functools.cache
def _imported(path: Path) -> frozenset[Path]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(file for name in names for file in _files(name))


def _files(name: str) -> list[Path]:
    """Return the files that importing ``name`` runs: its packages' and its own, if it is one of ours."""
    first, *parts = name.split(".")
    if first != PACKAGE.name:
        return []
    files, folder = [], PACKAGE
    for part in parts:
        files.append(folder / "__init__.py")
        if (folder / f"{part}.py").is_file():
            files.append(folder / f"{part}.py")
            break
        folder = folder / part
    else:
        files.append(folder / "__init__.py")
    return [file for file in files if file.is_file()]
