# Where this workflow's own files are: beside it, or in the repository that it is read from.
from pathlib import Path

ROOT = Path(str(workflow.current_basedir)).parents[1]


def own(path):
    """Return a file of this workflow by its path from the checkout."""
    here = ROOT / path
    return str(here) if here.is_file() else workflow.source_path(f"../../{path}")
