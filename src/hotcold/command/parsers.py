"""How a command is added, and the arguments that several have."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hotcold.errors import InputError


def new_parser(
    parsers: Any,  # noqa: ANN401 - argparse hides the class
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
    examples: str,
) -> argparse.ArgumentParser:
    """Return the parser of a command.

    Args:
        parsers: of all commands.
        name: of the command.
        run: what it does.
        text: the same in words.
        examples: command lines.

    """
    epilog = "examples:\n" + "".join(f"  {line.strip()}\n" for line in examples.strip().splitlines())
    parser: argparse.ArgumentParser = parsers.add_parser(
        name, help=text, description=text, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(run=run)
    return parser


def output(text: str) -> Path:
    """Return a path to write to; no shell puts in what ``~`` stands for in ``--output=~/x.png``."""
    from hotcold.config.base import expanded

    return Path(expanded(text))


def add_sampling(parser: argparse.ArgumentParser, images: int) -> None:
    """Add the arguments of what samples."""
    parser.add_argument("model", metavar="RUN", help="hot or cold, a run's folder, or a checkpoint (.safetensors)")
    parser.add_argument("-n", type=int, default=None, help=f"number of images (default {images}, or those of --start)")
    parser.add_argument("-o", "--output", type=output, required=True, help="file to write")
    parser.add_argument("--seed", type=int, default=0, help="of every draw (default 0)")
    parser.add_argument("--steps", type=int, help="sampling steps, at most the model's T (default 50, or T)")
    parser.add_argument("--sampler", help="ancestral, ddim, dpm, naive, cold or direct (default: what suits the model)")
    parser.add_argument("--start", metavar="IMAGES", help="images to morph into digits: a folder, .npy or .npz")


def sampling(given: argparse.Namespace, images: int) -> dict[str, Any]:
    """Return the arguments of a model's methods that those are."""
    import hotcold

    start = hotcold.read_images(given.start) if given.start is not None else None
    n = given.n if given.n is not None or start is not None else images
    if start is not None and n is not None:
        start = start[:n]
    options = {"seed": given.seed, "steps": given.steps, "sampler": given.sampler}
    return {"n": n, "start": start, "progress": True, **options}


def check_suffix(path: Path, *suffixes: str) -> None:
    """Check what kind of file a path asks for, before anything is computed.

    Raises:
        InputError: it is none of those.

    """
    if path.suffix.lower() not in suffixes:
        raise InputError(f"{path}: expected a file that ends in {' or '.join(suffixes)}")
