"""Plugins of a test's own, beside those of the package."""

import importlib
import shutil
import sys

import pytest

from hotcold import plugins
from hotcold.plugins import PLUGINS

PACKAGE = plugins._PACKAGE

# A degradation that is scheduled by time, ends in its own last state and has no inverse.
FADE = '''"""Fade to grey."""

from typing import Annotated

from pydantic import Field
from torch import Tensor

END = "itself"
PREDICTS = "x"


def degrade(
    x: Tensor, z: Tensor, alpha_bar: Tensor, time: Tensor, *, strength: Annotated[float, Field(gt=0, le=1)] = 0.5
) -> Tensor:
    return x * (1 - strength * time)
'''

# One that mixes image and noise evenly in time, so that nothing of the image is left at T; with its inverse.
EVEN = """
END = "noise"
PREDICTS = "x"
def degrade(x, z, alpha_bar, time): return (1 - time) * x + time * z
def infer_end(z_t, x, alpha_bar, time): return (z_t - (1 - time) * x) / time
"""


class OwnPlugins:
    """A copy of the package's plugins, which the package reads in place of its own until the test ends."""

    def __init__(self, package, monkeypatch):
        self.package, self.monkeypatch = package, monkeypatch
        for plugin in PLUGINS.values():
            modules = shutil.ignore_patterns("__pycache__", "layers", "parts")
            shutil.copytree(PACKAGE / plugin.folder, package / plugin.folder, ignore=modules)
        self.parsed, self.own = plugins._parsed, set()
        monkeypatch.setattr(plugins, "_parsed", self._parse)
        monkeypatch.setattr(plugins, "_PACKAGE", package)
        plugins.options.cache_clear()

    def _parse(self, path):
        """Return a module's syntax tree; those of the package's own plugins are kept from test to test."""
        inside = path.relative_to(self.package)
        return self.parsed.__wrapped__(path) if inside in self.own else self.parsed(PACKAGE / inside)

    def add(self, kind, name, text):
        """Write a plugin, which can be imported too, and return its file."""
        folder = PLUGINS[kind].folder
        path = self.package / folder / f"{name}.py"
        self.own.add(path.relative_to(self.package))
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        package = importlib.import_module(f"hotcold.{folder.replace('/', '.')}")
        self.monkeypatch.setattr(package, "__path__", [*package.__path__, str(path.parent)])
        sys.modules.pop(f"{package.__name__}.{name}", None)
        plugins.options.cache_clear()
        importlib.invalidate_caches()
        return path


@pytest.fixture
def own_plugins(tmp_path, monkeypatch):
    yield OwnPlugins(tmp_path / "package", monkeypatch)
    plugins.options.cache_clear()


@pytest.fixture
def fading(own_plugins):
    own_plugins.add("degradations", "wane", FADE)
    return own_plugins
