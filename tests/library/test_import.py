"""What `import hotcold` is: quick, without PyTorch, and complete."""

import inspect
import subprocess
import sys

import pytest

import hotcold


def test_importing_brings_no_torch_and_completion_knows_every_name():
    code = """
import hotcold, sys
print(sorted({"torch", "pandas", "matplotlib", "scipy", "pydantic"} & set(sys.modules)))
print(sorted(set(hotcold.__all__) - set(dir(hotcold))))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_every_name_is_there_and_says_what_it_is():
    for name in hotcold.__all__:
        assert inspect.getdoc(getattr(hotcold, name)), name
    with pytest.raises(AttributeError, match="no attribute 'sampel'"):
        hotcold.sampel  # noqa: B018
