"""The command ``hotcold``: score, sample, animate, claims."""

import argparse
import io
import os
import sys

import hotcold
from hotcold.command import animate, claims, sample, score
from hotcold.errors import InputError, first_line

EXAMPLES = """examples:
  hotcold score samples/                     a folder of 28 × 28 PNG or JPEG pictures; or .npy, .npz
  hotcold sample cold -n 64 -o grid.png      digits from garments, by the model that ships
  hotcold animate hot -o out.gif             noise that turns into digits
  hotcold claims results/laptop              what became of the claims

A study is made in a checkout of the project: make all
"""


def main(argv: list[str] | None = None) -> None:
    """Do what the command line says; exits with 2 on a wrong command line, and with 1 and one line on bad input."""
    parser = argparse.ArgumentParser(
        prog="hotcold",
        description="Hot and cold diffusion on MNIST.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"hotcold {hotcold.__version__}")
    parsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (score, sample, animate, claims):
        command.add(parsers)
    given = parser.parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal or a file of another encoding than UTF-8 has no λ
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        given.run(given)
        sys.stdout.flush()
    except InputError as error:
        sys.exit(f"error: {error}")
    except OSError as error:
        if error.filename is None:  # what reads the output wants no more, as head, or its disk is full
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        line = f"error: {error.filename or 'standard output'}: {error.strerror}"
        sys.exit(1 if isinstance(error, BrokenPipeError) else line)
    except MemoryError as error:
        sys.exit(f"error: not enough memory ({first_line(error)}); expected fewer images")
    except KeyboardInterrupt:
        sys.exit(130)
