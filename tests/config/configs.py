"""The study's config, its overlays, and changes of one place."""

import copy
import functools

import yaml

from hotcold.config.load import load_study
from hotcold.config.written import laid_over
from tests.conftest import ROOT

CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


def merge(base, over):
    for key, value in over.items():
        base[key] = merge(base.get(key) or {}, value) if isinstance(value, dict) else value
    return base


def overlaid(name):
    """Return the config with an overlay laid over it."""
    return copy.deepcopy(laid_over(CONFIG, yaml.safe_load((ROOT / "config" / name).read_text())))


@functools.cache
def study_of(overlay=None):
    """Return the study of the config, or of an overlay over it; it is not to be changed."""
    return load_study(overlaid(overlay) if overlay else CONFIG)


def at(config, path):
    return functools.reduce(lambda inner, key: inner[key], path, config)


def changed(path, value):
    config = copy.deepcopy(CONFIG)
    *parents, last = path.split("/")
    at(config, parents)[last] = value
    return config
