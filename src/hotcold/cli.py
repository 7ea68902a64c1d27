"""The command line of a step: flags from a pydantic model, one-line errors, a traceback in the log."""

import logging
import sys
from collections.abc import Callable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, CliApp, PydanticBaseSettingsSource, SettingsConfigDict

from hotcold.allocator import keep_freed_memory
from hotcold.errors import InputError, key_part, value_part
from hotcold.signals import StoppedError


class Arguments(BaseSettings):
    """Base of a step's arguments: each field is a flag, its docstring the flag's help.

    Nested models are given as ``--training.epochs 5``, lists and mappings as JSON, no value as ``null``.
    """

    model_config = SettingsConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
        cli_implicit_flags=False,
        cli_parse_none_str="null",
        cli_hide_none_type=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the command line only: an environment variable must not change a result."""
        return (init_settings,)


A = TypeVar("A", bound=Arguments)


def one_line(error: ValidationError) -> str:
    """Return the first problem of a failed validation as ``key.path: what is wrong, not 'value'``."""
    first = error.errors()[0]
    path = ".".join(key_part(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "missing":
        return f"{path}: missing"
    if first["type"] == "extra_forbidden":
        return f"{path}: no such key"
    if first["type"] == "value_error":
        return f"{path}: {message}" if path else message
    return f"{path}: {message}, not {value_part(first['input'])}"


def run(main: Callable[[A], None], arguments: type[A], argv: list[str] | None = None) -> None:
    """Parse the command line into ``arguments`` and call ``main``.

    Exits with 2 on bad flags, 1 on bad input or a file that cannot be used, and as shells do, 128 + signal, when it
    was stopped by one.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    keep_freed_memory()
    try:
        parsed = CliApp.run(arguments, cli_args=sys.argv[1:] if argv is None else argv)
    except ValidationError as error:
        sys.exit(_complain(f"--{one_line(error)} (see --help)", 2))
    try:
        main(parsed)
    except InputError as error:
        sys.exit(_complain(str(error), 1))
    except OSError as error:
        if error.filename is None:
            raise
        sys.exit(_complain(f"{error.filename}: {error.strerror}", 1))
    except StoppedError as stopped:
        sys.exit(_complain(str(stopped), stopped.exit_code))


def _complain(message: str, code: int) -> int:
    print(f"error: {message}", file=sys.stderr)
    return code
