"""What a step depends on: the meaning of its code, read from the imports themselves so that no list can go stale.

The meaning of a file is its syntax tree without comments, layout, docstrings, log messages and the texts of errors.
What decides no result, `APART`, is left out.
"""

import ast
import functools
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# The command line, progress, being stopped; error texts; what plugins must say of themselves; where files lie.
APART = tuple(PACKAGE / name for name in ("steps", "errors.py", "kinds.py", "plugin_checks.py", "storage/places.py"))


def source_files(script: Path, plugins: Iterable[Path] = ()) -> list[Path]:
    """Return the script, the given plugin modules, and every module of this package they import, sorted.

    Imports are followed transitively; plugins found by name at run time must be given.
    """
    found: set[Path] = set()
    waiting = [script, *plugins]
    while waiting:
        path = waiting.pop()
        if path not in found and not any(path == apart or apart in path.parents for apart in APART):
            found.add(path)
            waiting.extend([*_imported(path), *_packages(path)])
    return sorted(found)


def _packages(path: Path) -> Iterator[Path]:
    """Yield the packages below this one that a module lies in: importing it runs them, a plugin's too."""
    if path.is_relative_to(PACKAGE):
        for folder in path.relative_to(PACKAGE).parents[:-1]:
            if (PACKAGE / folder / "__init__.py").is_file():
                yield PACKAGE / folder / "__init__.py"


def meaning(script: Path, plugins: Iterable[Path] = ()) -> str:
    """Return a digest of the meaning of a script and of all that it imports (see `source_files`)."""
    digest = hashlib.sha256()
    for path in source_files(script, plugins):
        name = path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else "script"
        digest.update(f"{name}\0{file_meaning(path)}\0".encode())
    return digest.hexdigest()[:32]


@functools.cache
def file_meaning(path: Path) -> str:
    """Return the meaning of one file as text."""
    return _written(ast.parse(path.read_bytes()))


def _written(node: object) -> str:
    """Return a syntax tree as text that is the same in every version of Python that reads the file."""
    if isinstance(node, list):
        return f"[{' '.join(_written(item) for item in node if not _means_nothing(item))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return f"Raise({_written(node.exc.func)})"
    fields = (f"{name}={_written(value)}" for name, value in ast.iter_fields(node) if value is not None and value != [])
    return f"{type(node).__name__}({' '.join(fields)})"


def _means_nothing(node: object) -> bool:
    """Whether a statement is a docstring or logs something."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return isinstance(value.func.value, ast.Name) and value.func.value.id == "logging"
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


@functools.cache
def _imported(path: Path) -> frozenset[Path]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _module(path, node)
            names.update([module, *(f"{module}.{alias.name}" for alias in node.names)])
    return frozenset(file for name in names for file in _files(name))


def _module(path: Path, node: ast.ImportFrom) -> str:
    """Return the full name of what is imported from; a relative import starts from the package that ``path`` is in."""
    package = path.parents[node.level - 1] if node.level else None
    parts = package.relative_to(PACKAGE.parent).parts if package and package.is_relative_to(PACKAGE) else ()
    return ".".join([*parts, *([node.module] if node.module else [])])


def _files(name: str) -> Iterator[Path]:
    """Yield the files that importing ``name`` runs: its packages' and its own, if it is one of ours."""
    first, *parts = name.split(".")
    if first != PACKAGE.name:
        return
    folder = PACKAGE
    for part in parts:
        if (folder / f"{part}.py").is_file():
            yield folder / f"{part}.py"
            return
        folder = folder / part
        if not (folder / "__init__.py").is_file():
            return
        yield folder / "__init__.py"
