"""Schedules, degradations, networks, samplers and the like, each a module that is found by its name.

A new schedule is a file ``diffusion/schedules/mine.py`` with a function ``beta``, and the name ``mine`` in the config.
Names, options and constants are read from the source text, so that a config is checked without importing torch.
"""

import ast
import contextlib
import functools
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import pydantic

from hotcold.errors import InputError, first_line, value_part
from hotcold.kinds import PLUGINS, SOURCES, STRICT, End, Inches, Kind, Predicts, Side, described

__all__ = ["PLUGINS", "SOURCES", "End", "Inches", "Kind", "Predicts", "Side"]  # those of kinds, beside those below

_PACKAGE = Path(__file__).parent
_ANNOTATION_NAMES = {
    name: getattr(pydantic, name)
    for name in ("PositiveInt", "NonNegativeInt", "PositiveFloat", "NonNegativeFloat", "Field")
} | {"Literal": Literal, "Annotated": Annotated, "Inches": Inches, "Side": Side}


def names(kind: Kind) -> list[str]:
    """Return the names of one kind, sorted: the modules of its folder; what they share lies elsewhere.

    Hidden files are an editor's, as the link that Emacs keeps while a file is changed.
    """
    files = os.listdir(_PACKAGE / PLUGINS[kind].folder)  # noqa: PTH208 - asked for so often that pathlib is felt
    return sorted(file.removesuffix(".py") for file in files if file.endswith(".py") and file[0] not in "_.")


def source_file(kind: Kind, name: str) -> Path:
    """Return the file that defines ``name``.

    Raises:
        InputError: there is no such plugin; the message lists those that there are.

    """
    if name not in names(kind):
        raise InputError(f"{name!r} is not one of the {kind}: {', '.join(names(kind))}")
    return _PACKAGE / PLUGINS[kind].folder / f"{name}.py"


@functools.cache
def options(kind: Kind, name: str) -> dict[str, Any]:
    """Return the options of ``name``: its keyword-only arguments, and their annotated types.

    Raises:
        InputError: an annotation is missing or cannot be read; the message names the file.

    """
    path = source_file(kind, name)
    found = {}
    for argument in signature(kind, name).kwonlyargs:
        if argument.annotation is None:
            raise InputError(f"{path}: option {argument.arg!r}: no annotation; expected one")
        text = ast.unparse(argument.annotation)
        try:
            found[argument.arg] = eval(text, dict(_ANNOTATION_NAMES))
            pydantic.TypeAdapter(found[argument.arg])
        except Exception as error:  # whatever an annotation may do when it is evaluated
            raise InputError(
                f"{path}: option {argument.arg!r}: the annotation cannot be read ({text}: {first_line(error)});"
                f" expected Python's own types, or {', '.join(_ANNOTATION_NAMES)}"
            ) from None
    return found


def defaults(kind: Kind, name: str) -> dict[str, Any]:
    """Return the default values of the options of ``name``; one that is not written out as a literal is left out."""
    given = signature(kind, name)
    found: dict[str, Any] = {}
    for argument, value in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        with contextlib.suppress(ValueError):
            found |= {argument.arg: ast.literal_eval(value)} if value else {}
    return found


def constant(kind: Kind, name: str, constant_name: str) -> Any:  # noqa: ANN401
    """Return a constant of ``name`` that its kind knows, without importing it; None if it has none and needs none.

    Raises:
        InputError: it lacks a constant that its kind must have, or has one of another type; names the file.

    """
    path = source_file(kind, name)
    needed = constant_name in PLUGINS[kind].constants
    expected = _expected(kind, constant_name)
    value = None
    for node in _body(kind, name):
        if assigned := _assigned(node, constant_name):
            try:
                value = ast.literal_eval(assigned)
            except ValueError:
                raise InputError(f"{path}: {constant_name} is computed; expected it written out") from None
    if value is None and not needed:
        return None
    if value is None:
        raise InputError(f"{path}: no {constant_name}; expected {described(expected)}")
    try:
        return _adapter(kind, constant_name).validate_python(value)
    except pydantic.ValidationError:
        raise InputError(f"{path}: {constant_name} is {value_part(value)}; expected {described(expected)}") from None


def arguments(kind: Kind, name: str) -> list[str]:
    """Return the names of the positional arguments of an entry function."""
    given = signature(kind, name)
    return [argument.arg for argument in (*given.posonlyargs, *given.args)]


def signature(kind: Kind, name: str) -> ast.arguments:
    """Return all arguments of an entry function, as they are written.

    Raises:
        InputError: there is no such function; the message names the file.

    """
    for node in reversed(_body(kind, name)):  # of two of a name Python takes the last
        if isinstance(node, ast.FunctionDef) and node.name == PLUGINS[kind].entry:
            return node.args
    raise InputError(f"{source_file(kind, name)}: no function {PLUGINS[kind].entry}; expected one, as {kind} have")


def uses(kind: Kind, name: str, argument: str) -> bool:
    """Return whether an entry function reads one of its arguments."""
    of_entry = [node for node in _body(kind, name) if isinstance(node, ast.FunctionDef)]
    names = [node for one in of_entry if one.name == PLUGINS[kind].entry for node in ast.walk(one)]
    return any(isinstance(node, ast.Name) and node.id == argument for node in names)


def module(kind: Kind, name: str) -> ModuleType:
    """Import and return the module that defines ``name``.

    Raises:
        InputError: it cannot be imported; the message names the file.

    """
    path = source_file(kind, name)
    try:
        return importlib.import_module(f"hotcold.{PLUGINS[kind].folder.replace('/', '.')}.{name}")
    except Exception as error:  # whatever a module may do when it is run
        raise InputError(f"{path}: cannot be imported ({first_line(error)})") from error


def entry(kind: Kind, name: str) -> Callable[..., Any]:
    """Import and return the entry function of ``name``."""
    function: Callable[..., Any] = getattr(module(kind, name), PLUGINS[kind].entry)
    return function


def has_function(kind: Kind, name: str, function: str) -> bool:
    """Return whether a plugin has that function too, beside its entry function."""
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in _body(kind, name))


def _assigned(node: ast.stmt, name: str) -> ast.expr | None:
    """Return the value that a statement gives a name; None if it gives it none."""
    match node:
        case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
            return value
        case ast.AnnAssign(target=ast.Name(id=found), value=value) if found == name:
            return value
    return None


def _body(kind: Kind, name: str) -> list[ast.stmt]:
    return _parsed(source_file(kind, name)).body


@functools.cache
def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), path.name)
    except (SyntaxError, ValueError, OSError) as error:  # an OSError of a folder, or of a link that leads nowhere
        raise InputError(f"{path}: not a Python module ({first_line(error)})") from None


def _expected(kind: Kind, constant_name: str) -> Any:  # noqa: ANN401
    return {**PLUGINS[kind].constants, **PLUGINS[kind].optional}[constant_name]


@functools.cache
def _adapter(kind: Kind, constant_name: str) -> "pydantic.TypeAdapter[Any]":
    return pydantic.TypeAdapter(_expected(kind, constant_name), config=STRICT)
