"""Run a step's script as it runs everywhere: with the modules of its own checkout, and nothing of the user's shell.

PYTHONPATH would put the checkout's modules before installed ones too, but not in a folder with a colon in its name.
"""

import os
import runpy
import sys
import warnings
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "src"
# What a notebook or a shell sets for itself: a backend that is not installed here, warnings as errors.
OTHERS = ("MPLBACKEND", "PYTHONINSPECT", "PYTHONWARNINGS")
# What changes the bits of a result, or hangs PyTorch; Snakemake sets the numbers of threads.
ARITHMETIC = ("ATEN_", "DNNL_", "GOMP_", "KMP_", "MKL_", "NVIDIA_TF32", "OMP_", "ONEDNN_", "TORCH_ALLOW_TF32")


def forget_the_shell() -> None:
    """Take out of the environment what would change what a step does."""
    for name in list(os.environ):
        if name in OTHERS or (name.startswith(ARITHMETIC) and not name.endswith("_NUM_THREADS")):
            del os.environ[name]
    if sys.warnoptions:
        warnings.simplefilter("default")
    sys.stdin.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    forget_the_shell()
    if SOURCES.is_dir():  # not where the workflow is read from a repository's tag
        sys.path.insert(0, str(SOURCES))
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
