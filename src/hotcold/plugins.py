"""Schedules, degradations, networks, samplers and the like, each a module that is found by its name.

A new schedule is a file ``diffusion/schedules/mine.py`` with a function ``beta``, and the name ``mine`` in the config.
Names, options and constants are read from the source text, so that a config is checked without importing torch.
"""

import ast
import contextlib
import functools
import importlib
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, get_args

import pydantic

from hotcold.errors import InputError, first_line, key_part, meant, value_part
from hotcold.kinds import NAME, PLUGINS, SOURCES, End, Inches, Kind, Predicts, Side, Text

__all__ = ["PLUGINS", "SOURCES", "End", "Inches", "Kind", "Predicts", "Side"]  # those of kinds, beside those below

_PACKAGE = Path(__file__).parent
_ANNOTATION_NAMES = {
    name: getattr(pydantic, name)
    for name in ("PositiveInt", "NonNegativeInt", "PositiveFloat", "NonNegativeFloat", "Field")
} | {"Literal": Literal, "Annotated": Annotated, "Inches": Inches, "Side": Side}
_STRICT = pydantic.ConfigDict(strict=True, allow_inf_nan=False)


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


def check_all() -> None:
    """Check what every plugin says of itself: its name, its function, the arguments of that, and its constants.

    Raises:
        InputError: one line that names the file, and what it lacks.

    """
    for kind in get_args(Kind):
        for name in names(kind):
            if not re.fullmatch(NAME, name):
                raise InputError(f"{source_file(kind, name)}: expected a name of lower-case letters, digits, - and _")
            options(kind, name)
            for constant_name in (*PLUGINS[kind].constants, *PLUGINS[kind].optional):
                constant(kind, name, constant_name)
            _check_arguments(kind, name)
    for name in names("degradations"):
        if constant("degradations", name, "PREDICTS") == "eps" and not has_function(
            "degradations", name, "infer_start"
        ):
            path = source_file("degradations", name)
            raise InputError(f"{path}: PREDICTS is 'eps'; expected a function infer_start too")


@functools.cache
def options(kind: Kind, name: str) -> dict[str, Any]:
    """Return the options of ``name``: its keyword-only arguments, and their annotated types.

    Raises:
        InputError: an annotation cannot be read; the message names the file.

    """
    path = source_file(kind, name)
    found = {}
    for argument in _signature(kind, name).kwonlyargs:
        text = "no annotation" if argument.annotation is None else ast.unparse(argument.annotation)
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
    signature = _signature(kind, name)
    found: dict[str, Any] = {}
    for argument, value in zip(signature.kwonlyargs, signature.kw_defaults, strict=True):
        with contextlib.suppress(ValueError):
            found |= {argument.arg: ast.literal_eval(value)} if value else {}
    return found


def check_options(kind: Kind, name: str, given: Mapping[str, Any], key: str) -> None:
    """Check ``given`` against the options of ``name``.

    Raises:
        InputError: an option does not exist or has an impossible value; the message starts with the
            key path ``key.option``.

    """
    source_file(kind, name)  # before a name that is no text is looked up
    known = options(kind, name)
    for option, value in given.items():
        path = f"{key}.{key_part(option)}"
        if option not in known:
            allowed = ", ".join(known) or "none"
            raise InputError(f"{path}: no such option of {name!r}{meant(option, known)}; allowed: {allowed}")
        try:
            # As JSON and without conversions, because that is how a step gets it.
            pydantic.TypeAdapter(known[option], config=_STRICT).validate_json(json.dumps(value, default=str))
        except pydantic.ValidationError as error:
            raise InputError(f"{path}: {error.errors()[0]['msg']}, not {value_part(value)}") from None


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
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [constant_name]:
            try:
                value = ast.literal_eval(node.value)
            except ValueError:
                raise InputError(f"{path}: {constant_name} is computed; expected it written out") from None
    if value is None and not needed:
        return None
    if value is None:
        raise InputError(f"{path}: no {constant_name}; expected {_described(expected)}")
    try:
        return _adapter(kind, constant_name).validate_python(value)
    except pydantic.ValidationError:
        raise InputError(f"{path}: {constant_name} is {value_part(value)}; expected {_described(expected)}") from None


def arguments(kind: Kind, name: str) -> list[str]:
    """Return the names of the positional arguments of an entry function."""
    signature = _signature(kind, name)
    return [argument.arg for argument in (*signature.posonlyargs, *signature.args)]


def uses(kind: Kind, name: str, argument: str) -> bool:
    """Return whether an entry function reads one of its arguments."""
    of_entry = [node for node in _body(kind, name) if isinstance(node, ast.FunctionDef)]
    names = [node for one in of_entry if one.name == PLUGINS[kind].entry for node in ast.walk(one)]
    return any(isinstance(node, ast.Name) and node.id == argument for node in names)


def module(kind: Kind, name: str) -> ModuleType:
    """Import and return the module that defines ``name``."""
    source_file(kind, name)
    return importlib.import_module(f"hotcold.{PLUGINS[kind].folder.replace('/', '.')}.{name}")


def entry(kind: Kind, name: str) -> Callable[..., Any]:
    """Import and return the entry function of ``name``."""
    function: Callable[..., Any] = getattr(module(kind, name), PLUGINS[kind].entry)
    return function


def has_function(kind: Kind, name: str, function: str) -> bool:
    """Return whether a plugin has that function too, beside its entry function."""
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in _body(kind, name))


def _signature(kind: Kind, name: str) -> ast.arguments:
    for node in reversed(_body(kind, name)):  # of two of a name Python takes the last
        if isinstance(node, ast.FunctionDef) and node.name == PLUGINS[kind].entry:
            return node.args
    raise InputError(f"{source_file(kind, name)}: no function {PLUGINS[kind].entry}; expected one, as {kind} have")


def _check_arguments(kind: Kind, name: str) -> None:
    """Check that an entry function takes what its kind is given, by those names, and its options after a star."""
    takes, signature = PLUGINS[kind].takes, _signature(kind, name)
    found = [*arguments(kind, name), *(f"*{one.arg}" for one in (signature.vararg, signature.kwarg) if one)]
    if takes is not None and found != list(takes):
        raise InputError(
            f"{source_file(kind, name)}: {PLUGINS[kind].entry} takes {found}; expected {list(takes)}, and options after"
            " a *"
        )


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
    return pydantic.TypeAdapter(_expected(kind, constant_name), config=_STRICT)


def _described(expected: Any) -> str:  # noqa: ANN401
    allowed = get_args(expected) if getattr(expected, "__origin__", None) is Literal else ()
    if allowed:
        return " or ".join(map(repr, allowed))
    if getattr(expected, "__origin__", None) is list:
        return "a list of texts"
    return "a mapping" if expected not in (str, Text) else "a text"
