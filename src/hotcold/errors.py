"""What goes wrong because of what was given, as one line."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes a while to load, which `import hotcold` need not
    from pydantic import ValidationError

MOST_SHOWN = 200  # characters of a value


class InputError(Exception):
    """What a user gave (a file, a setting) is not what was expected.

    The message is one line that names the file or key and says what was expected; command lines
    print it without a traceback.
    """


class DamagedError(InputError):
    """A file is not what was once written there: damaged, or another in its place."""

    def __init__(self, path: Path, problem: str) -> None:
        """Say what is wrong with the file."""
        super().__init__(f"{path}: {problem}; expected it as it was written")
        self.path = path


def key_part(key: str | int) -> str:
    """Return one part of a key path; a key that could pass for several, or for a line's end, is quoted."""
    text = str(key)
    return text if re.fullmatch(r"[\w\[\]-]+", text) else repr(text)


def value_part(value: object) -> str:
    """Return a value as it is shown in a message, its end cut off where it is long."""
    text = repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def meant(name: object, allowed: Iterable[object]) -> str:
    """Return the nearest name to one that does not exist, as a question; nothing where none is near."""
    near = get_close_matches(str(name), [str(one) for one in allowed], 1)
    return f" (did you mean {near[0]}?)" if near else ""


def first_line(error: BaseException) -> str:
    """Return the first line of an error's text, or its class where it has none."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def one_line(error: "ValidationError") -> str:
    """Return the first problem of a failed validation as ``key.path: what is wrong, not 'value'``."""
    first = error.errors()[0]
    path = ".".join(key_part(part) for part in first["loc"] if not str(part).startswith("function-"))
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "missing":
        return f"{path}: missing"
    if first["type"] == "no_such_key":
        return f"{path}.{message}".removeprefix(".")
    if first["type"] == "value_error":
        return f"{path}: {message}" if path else message
    if first["type"] == "too_short":
        message = f"expected at least {first['ctx']['min_length']} of them"
    return f"{path}: {message}, not {value_part(first['input'])}".removeprefix(": ")
