"""Schedules, degradations, networks, samplers, latent sources and figures, found by name.

Each is a module of its kind's package that holds one entry function: a new cosine-like schedule is a
file ``schedules/mine.py`` with a function ``beta``, and the name ``mine`` in the config. Names and
options are read from the source text, so the workflow can check a config without importing torch.
"""

import ast
import functools
import importlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import pydantic

from hotcold.config.base import Inches, Side
from hotcold.errors import InputError, key_part, value_part

Kind = Literal["schedules", "degradations", "networks", "samplers", "latents", "figures"]

ENTRY_FUNCTION: Mapping[Kind, str] = {
    "schedules": "beta",
    "degradations": "degrade",
    "networks": "build",
    "samplers": "sample",
    "latents": "draw",
    "figures": "draw",
}

_PACKAGE = Path(__file__).parent
_ANNOTATION_NAMES = {
    name: getattr(pydantic, name)
    for name in ("PositiveInt", "NonNegativeInt", "PositiveFloat", "NonNegativeFloat", "Field")
} | {"Literal": Literal, "Annotated": Annotated, "Inches": Inches, "Side": Side}
_STRICT = pydantic.ConfigDict(strict=True, allow_inf_nan=False)


def names(kind: Kind) -> list[str]:
    """Return the names of one kind, sorted: the modules of its package that hold the entry function."""
    return sorted(path.stem for path in (_PACKAGE / kind).glob("*.py") if _entry(path, kind))


def source_file(kind: Kind, name: str) -> Path:
    """Return the file that defines ``name``.

    Raises:
        InputError: there is no such plugin; the message lists those that there are.

    """
    if name not in names(kind):
        raise InputError(f"{name!r} is not one of the {kind}: {', '.join(names(kind))}")
    return _PACKAGE / kind / f"{name}.py"


@functools.cache
def options(kind: Kind, name: str) -> dict[str, Any]:
    """Return the options of ``name``: its keyword-only arguments, and their annotated types."""
    entry = _entry(source_file(kind, name), kind)
    return {
        argument.arg: eval(ast.unparse(argument.annotation), dict(_ANNOTATION_NAMES))
        for argument in entry.args.kwonlyargs
    }


def check_options(kind: Kind, name: str, given: Mapping[str, Any], key: str) -> None:
    """Check ``given`` against the options of ``name``.

    Raises:
        InputError: an option does not exist or has an impossible value; the message starts with the
            key path ``key.option``.

    """
    known = options(kind, name)
    for option, value in given.items():
        path = f"{key}.{key_part(option)}"
        if option not in known:
            allowed = ", ".join(known) or "none"
            raise InputError(f"{path}: no such option of {name!r}; allowed: {allowed}")
        try:
            # As JSON and without conversions, because that is how a step gets it.
            pydantic.TypeAdapter(known[option], config=_STRICT).validate_json(json.dumps(value, default=str))
        except pydantic.ValidationError as error:
            raise InputError(f"{path}: {error.errors()[0]['msg']}, not {value_part(value)}") from None


def constant(kind: Kind, name: str, constant_name: str) -> str | None:
    """Return a module-level string constant of ``name``, without importing it; None if there is none."""
    for node in ast.parse(source_file(kind, name).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [constant_name]:
            return ast.literal_eval(node.value)
    return None


def module(kind: Kind, name: str) -> ModuleType:
    """Import and return the module that defines ``name``."""
    source_file(kind, name)
    return importlib.import_module(f"hotcold.{kind}.{name}")


def entry(kind: Kind, name: str) -> Callable[..., Any]:
    """Import and return the entry function of ``name``."""
    return getattr(module(kind, name), ENTRY_FUNCTION[kind])


@functools.cache
def _entry(path: Path, kind: Kind) -> ast.FunctionDef | None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == ENTRY_FUNCTION[kind]:
            return node
    return None
