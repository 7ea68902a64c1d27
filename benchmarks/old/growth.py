"""How time and memory grow: the study's own steps, each run in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from hotcold.artifacts import replacing
from hotcold.bench.table import Row, measurement
from hotcold.errors import InputError


def grown(by: str, size: int, command: list[str], *, network: str = "") -> Iterator[Row]:
    """Run a command; yield the rows of its wall time and of its peak memory.

    Args:
        by: what grows, e.g. ``"batch size"``.
        size: how large it is here.
        command: the program and its arguments.
        network: the model concerned.

    Raises:
        InputError: the command fails.

    """
    result = subprocess.run(
        [sys.executable, "-m", "hotcold.bench.peak", *command], stdout=subprocess.PIPE, text=True, check=False
    )
    if result.returncode:
        raise InputError(f"{' '.join(command[:3])} …: failed with {by} {size}; its message is above")
    measured = json.loads(result.stdout)
    common = {"group": f"growth with {by}", "network": network, "variant": f"{size}"}
    yield measurement(**common, quantity="wall time", unit="s", values=measured["seconds"])
    yield measurement(**common, quantity="peak memory", unit="MB", values=measured["bytes"] / 1e6)


def step(script: str, **arguments: object) -> list[str]:
    """Return the command of a step of the workflow; paths are given as text, all else as JSON."""
    flags = [
        (f"--{name}", str(value) if isinstance(value, str | Path) else json.dumps(value))
        for name, value in arguments.items()
    ]
    return [sys.executable, f"workflow/scripts/{script}", *(word for flag in flags for word in flag)]


def plan(overlay: Path) -> list[str]:
    """Return the command by which Snakemake plans, but does not run, the study under a config overlay."""
    return [
        *(sys.executable, "-m", "snakemake", "all", "--dry-run", "--nolock", "--cores", "1"),
        *("--configfile", str(overlay), "--quiet", "progress", "rules", "reason", "host"),
    ]


def write_overlay(path: Path, study: str, runs: Mapping[str, object], n: int) -> None:
    """Write a config overlay that adds copies of the config's runs until there are n; ``study`` names it."""
    templates = list(runs.values())
    copies = {f"copy-{k}": templates[k % len(templates)] for k in range(n - len(templates))}
    with replacing(path) as temporary:
        temporary.write_text(yaml.safe_dump({"study": study, "runs": copies}), encoding="utf-8")
