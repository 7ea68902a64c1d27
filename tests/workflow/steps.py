"""Steps as rules run them: a script that is told its settings as YAML on its standard input."""

import importlib.util
import io
import json
import sys

import pytest
import yaml

from hotcold.steps import command
from tests.conftest import ROOT


def told(settings):
    """Return settings as YAML; paths may be among them."""
    return yaml.safe_dump(json.loads(json.dumps(settings, default=str)), allow_unicode=True)


def opened(script_name):
    """Return a step's function and the settings that it takes."""
    spec = importlib.util.spec_from_file_location(script_name, ROOT / "workflow" / "scripts" / f"{script_name}.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    own = (x for x in vars(script).values() if isinstance(x, type) and x.__module__ == script_name)
    (arguments,) = (x for x in own if issubclass(x, command.Arguments))
    return script.main, arguments


def step(script_name, /, **settings):
    """Run a step in this process; it exits where it complains."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(told(settings)))
        command.run(*opened(script_name), [])
