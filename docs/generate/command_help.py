"""What the command `hotcold` says of itself, as Markdown."""

import contextlib
import io
import os

from hotcold.command.main import main

COMMANDS = ("score", "sample", "animate", "claims")
WIDTH = "92"  # columns of the block


def helps() -> str:
    """Return the help of each command: a section each."""
    return "\n".join(f"## hotcold {name}\n```text\n{_help(name)}```\n" for name in COMMANDS)


def _help(name: str) -> str:
    before, said = os.environ.get("COLUMNS"), io.StringIO()
    os.environ["COLUMNS"] = WIDTH
    try:
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            main([name, "--help"])
    finally:
        os.environ.pop("COLUMNS")
        os.environ |= {"COLUMNS": before} if before else {}
    return said.getvalue()
