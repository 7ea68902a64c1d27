"""Checkouts in other places, a study of seconds in them, and a finished one with a plugin of every kind."""

import copy
import functools
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tests.conftest import IGNORED, ROOT, Workflow

PLUGINS = Path(__file__).parent / "plugins"
SETTINGS = yaml.safe_load("""
study: tiny
data: {train_images: 120, validation_images: 40, test_images: 40}
networks:
  cnn: {function: cnn, options: {channels: [2]}}
  unet: {function: unet, options: {channels: [2, 2, 2]}}
training: {epochs: 1, checkpoints: [1], images: 32, validation_images: 16}
sampling:
  samplers: {gaussian: {function: ancestral, steps: 2}, morph: {function: naive, steps: 2}}
  images: 12
  checkpoint_images: 20
  trace: {images: 2, every: 500, ladder: [500, 1000]}
classifier: {epochs: 1, required_accuracy: 0}
scores: {published_images: 10}
gaussianity: {images: [1], noise_seeds: 1, schedules: [linear]}
figures: {dpi: 50, formats: [png]}
""")
HOT = {"hot": {"degradation": "gaussian", "schedule": "linear", "network": "cnn"}}
# What the config of a study with a plugin of every kind says; the figure needs no line.
EVERY_KIND = yaml.safe_load("""
degradations: {slow_fade: {function: wane, options: {left: 0.2}}}
runs:
  hot:
    {degradation: gaussian, schedule: quadratic, network: affine, sampler: {function: halfway, steps: 2},
     training: {optimiser: descent}}
  cold: {degradation: morph, schedule: cosine, network: unet, training: {coupling: in_order}}
  fading: {degradation: slow_fade, schedule: linear, network: cnn, sampler: {function: cold, steps: 2}}
training: {epochs: 2, checkpoints: [1, 2], images: 32, validation_images: 16}
scores: {published_images: 10, metrics: [fid, brightness], classifier: own}
latents: {run: cold, images: 4, experiments: {stripes: {source: stripes, options: {width: 7}}}}
quality: {images: 10, steps: [1], runs: {cold: [{function: naive}]}}
animations: {runs: [hot, fading], images: 4, frames: 2}
""")


def checkout(folder):
    """Return a copy of all that a repository holds, by which the package can be installed too."""
    folder.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return Workflow(folder)


def elsewhere(workflow, folder):
    """Return the workflow in that folder, where all of its files are, or will be."""
    other = copy.copy(workflow)
    other.folder = folder
    return other


def write_config(path, *parts, **more):
    """Write a config of its own, no overlay: of the parts, later ones first."""
    config = SETTINGS
    for part in (*parts, more):
        config = {**config, **part}
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def snakemake(folder, *arguments, python=sys.executable):
    """Run Snakemake in a folder."""
    command = [python, "-m", "snakemake", "--cores", "2", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def succeeded(result):
    """Return what was printed by a command that must have succeeded."""
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def git(folder, *arguments):
    author = ["-c", "user.name=A", "-c", "user.email=a@localhost", "-c", "core.hooksPath=/dev/null"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


@functools.cache
def finished(folder):
    """Return a finished study of seconds that uses a plugin of every kind, in that folder; no test changes it."""
    workflow = checkout(folder / "finished")
    # Each file's folder below `plugins` is its folder below the package.
    shutil.copytree(PLUGINS, workflow.folder / "src" / "hotcold", ignore=IGNORED, dirs_exist_ok=True)
    write_config(workflow.folder / "config.yaml", EVERY_KIND)
    workflow.screen = succeeded(snakemake(workflow.folder, "all", "quality"))
    return workflow
