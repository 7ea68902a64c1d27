"""Checkouts in other places, a study of seconds in them, and a finished one with a plugin of every kind."""

import copy
import functools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT, Workflow

PLUGINS = Path(__file__).parent / "plugins"
SETTINGS = {
    "study": "tiny",
    "data": {"train_images": 120, "validation_images": 40, "test_images": 40},
    "networks": {
        "cnn": {"function": "cnn", "options": {"channels": [2]}},
        "unet": {"function": "unet", "options": {"channels": [2, 2, 2]}},
    },
    "training": {"epochs": 1, "checkpoints": [1], "images": 32, "validation_images": 16},
    "sampling": {
        "samplers": {"gaussian": {"function": "ancestral", "steps": 2}, "morph": {"function": "naive", "steps": 2}},
        "images": 12,
        "checkpoint_images": 20,
        "trace": {"images": 2, "every": 500, "ladder": [500, 1000]},
    },
    "classifier": {"epochs": 1, "required_accuracy": 0},
    "scores": {"published_images": 10},
    "gaussianity": {"images": [1], "noise_seeds": 1, "schedules": ["linear"]},
    "figures": {"dpi": 50, "formats": ["png"]},
}
HOT = {"hot": {"degradation": "gaussian", "schedule": "linear", "network": "cnn"}}
# What the config of a study with a plugin of every kind says; the figure needs no line.
EVERY_KIND = {
    "degradations": {"slow_fade": {"function": "fade", "options": {"left": 0.2}}},
    "runs": {
        "hot": {
            "degradation": "gaussian",
            "schedule": "quadratic",
            "network": "affine",
            "training": {"optimiser": "descent"},
            "sampler": {"function": "halfway", "steps": 2},
        },
        "cold": {
            "degradation": "morph",
            "schedule": "cosine",
            "network": "unet",
            "training": {"coupling": "in_order"},
        },
        "fading": {
            "degradation": "slow_fade",
            "schedule": "linear",
            "network": "cnn",
            "sampler": {"function": "cold", "steps": 2},
        },
    },
    "training": {**SETTINGS["training"], "epochs": 2, "checkpoints": [1, 2]},
    "scores": {"published_images": 10, "metrics": ["fid", "brightness"]},
    "latents": {"run": "cold", "images": 4, "experiments": {"stripes": {"source": "stripes", "options": {"width": 7}}}},
    "quality": {"images": 10, "steps": [1], "runs": {"cold": [{"function": "naive"}]}},
}


def checkout(folder: Path) -> Workflow:
    """Return a copy of all that a repository holds, by which the package can be installed too."""
    folder.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return Workflow(folder)


def elsewhere(workflow: Workflow, folder: Path) -> Workflow:
    """Return the workflow in that folder, where all of its files are, or will be."""
    other = copy.copy(workflow)
    other.folder = folder
    return other


def write_config(path: Path, *parts: dict[str, Any], **more: Any) -> Path:
    """Write a config of its own, no overlay: of the parts, later ones first."""
    config = SETTINGS
    for part in (*parts, more):
        config = {**config, **part}
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def snakemake(folder: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Snakemake in a folder."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *map(str, arguments)]
    environment = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def succeeded(result: subprocess.CompletedProcess[str]) -> str:
    """Return what was printed by a command that must have succeeded."""
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@localhost", "-c", "core.hooksPath=/dev/null"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


def add_plugins(workflow: Workflow) -> None:
    """Copy the plugins into a checkout: each file's folder below `plugins` is its folder below the package."""
    for path in PLUGINS.rglob("*.py"):
        target = workflow.folder / "src" / "hotcold" / path.relative_to(PLUGINS)
        assert not target.exists()
        target.write_bytes(path.read_bytes())


@functools.cache
def finished(folder: Path) -> Workflow:
    """Return a finished study of seconds that uses a plugin of every kind, in that folder; no test changes it."""
    workflow = checkout(folder / "finished")
    add_plugins(workflow)
    write_config(workflow.folder / "config.yaml", EVERY_KIND)
    succeeded(snakemake(workflow.folder, "all", "quality"))
    return workflow
