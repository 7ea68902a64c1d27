import re


class InputError(Exception):
    """What a user gave (a file, a setting) is not what was expected.

    The message is one line that names the file or key and says what was expected; command lines
    print it without a traceback.
    """


def key_part(key: str | int) -> str:
    """Return one part of a key path; a key that could pass for several, or for a line's end, is quoted."""
    text = str(key)
    return text if re.fullmatch(r"[\w\[\]-]+", text) else repr(text)
