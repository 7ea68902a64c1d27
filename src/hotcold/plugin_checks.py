"""What plugins say of themselves, and the options that they are given, checked without importing them."""

import json
import re
from collections.abc import Mapping
from typing import Any, get_args

import pydantic

from hotcold import plugins
from hotcold.errors import InputError, key_part, meant, value_part
from hotcold.kinds import NAME, PLUGINS, STRICT, Kind


def check_all() -> None:
    """Check what every plugin says of itself: its name, its function, the arguments of that, and its constants.

    Raises:
        InputError: one line that names the file, and what it lacks.

    """
    for kind in get_args(Kind):
        for name in plugins.names(kind):
            if not re.fullmatch(NAME, name):
                path = plugins.source_file(kind, name)
                raise InputError(f"{path}: expected a name of lower-case letters, digits, - and _")
            _check_no_options(kind, name)
            plugins.options(kind, name)
            for constant in (*PLUGINS[kind].constants, *PLUGINS[kind].optional):
                plugins.constant(kind, name, constant)
            _check_arguments(kind, name)
    for name in plugins.names("degradations"):
        _check_inverses(name)


def check_options(kind: Kind, name: str, given: Mapping[str, Any], key: str) -> None:
    """Check ``given`` against the options of ``name``.

    Raises:
        InputError: an option does not exist or has an impossible value; the message starts with the
            key path ``key.option``.

    """
    plugins.source_file(kind, name)  # before a name that is no text is looked up
    known = plugins.options(kind, name)
    for option, value in given.items():
        path = f"{key}.{key_part(option)}"
        if option not in known:
            allowed = ", ".join(known) or "none"
            raise InputError(f"{path}: no such option of {name!r}{meant(option, known)}; allowed: {allowed}")
        try:
            # As JSON and without conversions, because that is how a step gets it.
            pydantic.TypeAdapter(known[option], config=STRICT).validate_json(json.dumps(value, default=str))
        except pydantic.ValidationError as error:
            raise InputError(f"{path}: {error.errors()[0]['msg']}, not {value_part(value)}") from None


def _check_no_options(kind: Kind, name: str) -> None:
    """Check that nothing has options that no config could set."""
    options = plugins.signature(kind, name).kwonlyargs
    if options and not PLUGINS[kind].options:
        path = plugins.source_file(kind, name)
        raise InputError(f"{path}: option {options[0].arg!r}: expected none, since the config cannot give {kind} any")


def _check_arguments(kind: Kind, name: str) -> None:
    """Check that an entry function takes what its kind is given, by those names, and its options after a star."""
    takes, signature = PLUGINS[kind].takes, plugins.signature(kind, name)
    starred = [f"*{one.arg}" for one in (signature.vararg, signature.kwarg) if one]
    found = [*plugins.arguments(kind, name), *starred]
    if takes is not None and found != list(takes):
        path, after = plugins.source_file(kind, name), ", and options after a *" if PLUGINS[kind].options else ""
        raise InputError(f"{path}: {PLUGINS[kind].entry} takes {found}; expected {list(takes)}{after}")


def _check_inverses(name: str) -> None:
    """Check that a degradation has the inverse that a constant of it promises."""
    for constant, value, inverse in (("PREDICTS", "eps", "infer_start"), ("MIXTURE", True, "infer_end")):
        promised = plugins.constant("degradations", name, constant) == value
        if promised and not plugins.has_function("degradations", name, inverse):
            path = plugins.source_file("degradations", name)
            raise InputError(f"{path}: {constant} is {value!r}; expected a function {inverse} too")
