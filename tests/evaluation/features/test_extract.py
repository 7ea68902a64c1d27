"""What a step that scores loads before it works: libraries that take seconds to load only where they are used."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

SLOW = {"torchmetrics", "torchvision", "torch_fidelity"}


@pytest.mark.parametrize("script", ["score_samples", "score_real", "compute_reference", "train_classifier"])
def test_what_only_inception_needs_is_loaded_with_it(script):
    code = f"import runpy, sys; runpy.run_path('workflow/scripts/{script}.py'); print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(result.stdout.split())
    assert "hotcold.evaluation.features.digit_classifier" in loaded
    assert not loaded & SLOW
