"""The command line of a step: settings as YAML, one-line errors, a traceback in the log."""

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from hotcold.config.base import Settings
from hotcold.errors import DamagedError, InputError, first_line, one_line
from hotcold.steps.allocator import keep_freed_memory
from hotcold.steps.signals import StoppedError
from hotcold.storage.places import RESULTS


class Arguments(Settings):
    """Base of a step's arguments: each field is a key of its settings, its docstring the key's help."""


A = TypeVar("A", bound=Arguments)


def run(main: Callable[[A], None], arguments: type[A], argv: list[str] | None = None) -> None:
    """Read the step's settings, a YAML file or the standard input, and call ``main`` with them.

    Exits with 2 on bad settings, 1 on bad input or a file that cannot be used, and as shells do, 128 + signal, when it
    was stopped by one. A damaged result of the study is set aside, so that the next run makes it again.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    keep_freed_memory()
    parser = argparse.ArgumentParser(description=_help(arguments), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "settings", nargs="?", default="-", help="YAML file of the settings below; - for standard input"
    )
    source = parser.parse_args(argv).settings
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        parsed = arguments.model_validate(yaml.safe_load(text) or {})
    except ValidationError as error:
        sys.exit(_complain(f"{one_line(error)} (see --help)", 2))
    except (OSError, yaml.YAMLError, ValueError) as error:  # such as a date that does not exist
        sys.exit(_complain(f"{source}: not the step's settings as YAML ({first_line(error)}); see --help", 2))
    try:
        main(parsed)
    except DamagedError as error:
        sys.exit(_complain(f"{error}; {set_aside(error.path)}", 1))
    except InputError as error:
        sys.exit(_complain(str(error), 1))
    except OSError as error:
        if error.filename is None:
            raise
        sys.exit(_complain(f"{error.filename}: {error.strerror}", 1))
    except MemoryError as error:
        sys.exit(_complain(f"not enough memory ({first_line(error)}); expected fewer images, or more memory", 1))
    except StoppedError as stopped:
        sys.exit(_complain(str(stopped), stopped.exit_code))


def set_aside(path: Path) -> str:
    """Rename a damaged file if it is a result, which can be made again; return what to do next."""
    if not (path.is_file() and path.parent.resolve().is_relative_to(RESULTS.resolve())):
        return "move it away and run again"
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
    except FileNotFoundError:  # another step found it too
        pass
    except OSError as error:  # a folder that cannot be written to
        return f"it could not be set aside ({error.strerror}); move it away and run again"
    return f"set aside as {aside}; run again, and it is made anew"


def _help(arguments: type[Arguments]) -> str:
    lines = [(arguments.__doc__ or "").strip(), "", "settings:"]
    for name, field in arguments.model_fields.items():
        default = "" if field.is_required() else f" [{field.get_default(call_default_factory=True)}]"
        lines.append(f"  {name}: {' '.join((field.description or '').split())}{default}")
    return "\n".join(lines)


def _complain(message: str, code: int) -> int:
    print(f"error: {message}", file=sys.stderr)
    return code
