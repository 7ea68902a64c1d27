import re
from pathlib import Path

REMEDY = "move it away and run again"
MOST_SHOWN = 200  # characters of a value


class InputError(Exception):
    """What a user gave (a file, a setting) is not what was expected.

    The message is one line that names the file or key and says what was expected; command lines
    print it without a traceback.
    """


class DamagedError(InputError):
    """A file is not what was once written there: damaged, or another in its place.

    Where it is a study's, the next run makes it again once it is gone (see `hotcold.set_aside`).
    """

    def __init__(self, path: Path, problem: str) -> None:
        """Say what is wrong with the file, and what to do."""
        super().__init__(f"{path}: {problem}; {REMEDY}")


def key_part(key: str | int) -> str:
    """Return one part of a key path; a key that could pass for several, or for a line's end, is quoted."""
    text = str(key)
    return text if re.fullmatch(r"[\w\[\]-]+", text) else repr(text)


def value_part(value: object) -> str:
    """Return a value as it is shown in a message, its end cut off where it is long."""
    text = repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
