"""What a step that scores loads before it works: libraries that take seconds to load only where they are used."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

SLOW = {"torchmetrics", "torchvision", "torch_fidelity", "sklearn", "matplotlib"}
METRICS = "from hotcold import plugins; [plugins.entry('metrics', name) for name in plugins.names('metrics')]"


@pytest.mark.parametrize("script", ["score_samples", "score_real", "compute_reference", "train_classifier"])
def test_scoring_by_digits_loads_no_library_that_takes_seconds(script):
    code = f"import runpy, sys; runpy.run_path('workflow/scripts/{script}.py'); {METRICS}; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(result.stdout.split())
    assert "hotcold.evaluation.features.digit_classifier" in loaded
    assert not loaded & SLOW
