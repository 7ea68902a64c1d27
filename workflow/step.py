"""Run a step's script, with the modules of its own checkout before any that are installed.

PYTHONPATH would do the same, but not in a folder with a colon in its name.
"""

import runpy
import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "src"

if __name__ == "__main__":
    if SOURCES.is_dir():  # not where the workflow is read from a repository's tag
        sys.path.insert(0, str(SOURCES))
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
