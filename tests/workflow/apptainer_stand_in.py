#!/usr/bin/env python3
"""Stands in for Apptainer where there is only Podman: the calls that Snakemake makes, with what they mean to Apptainer.

A .sif file holds the name of an image of Podman's. As with Apptainer, the user and the working folder stay those
outside, and the environment goes in, but for the search paths. Calls are noted in the file named by APPTAINER_CALLS.
"""

import argparse
import os
import shlex
import sys
from pathlib import Path


def main() -> None:
    with Path(os.environ["APPTAINER_CALLS"]).open("a") as calls:
        calls.write(shlex.join(sys.argv[1:]) + "\n")
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", action="version", version="apptainer version 1.4.0")
    actions = parser.add_subparsers(dest="action", required=True)
    pull = actions.add_parser("pull")
    pull.add_argument("--name", type=Path)
    pull.add_argument("url")
    execute = actions.add_parser("exec")
    execute.add_argument("--home", required=True)
    execute.add_argument("--nv", action="store_true")
    execute.add_argument("--bind", action="append", default=[])
    execute.add_argument("image", type=Path)
    execute.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if arguments.action == "pull":
        arguments.name.write_text(arguments.url.removeprefix("docker://"))
        return
    volumes = [f"--volume={path}:{path}" for path in (arguments.home, *arguments.bind)]
    kept = [f"--env={name}" for name in os.environ if name not in ("PATH", "LD_LIBRARY_PATH", "HOME")]
    user = [f"--user={os.getuid()}:{os.getgid()}", f"--env=HOME={arguments.home}", f"--workdir={Path.cwd()}"]
    image = arguments.image.read_text()
    os.execvp("podman", ["podman", "run", "--rm", *user, *volumes, *kept, image, *arguments.command])


if __name__ == "__main__":
    main()
