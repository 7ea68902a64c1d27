"""What importing takes: `import hotcold` and what runs often load none of the libraries that take seconds."""

import inspect
import subprocess
import sys

import pytest

import hotcold
from tests.claims.world import tables_of, write_study
from tests.conftest import ROOT
from tests.shipped import FIGURES, METRICS

QUICK = f"""
import runpy, sys
import hotcold
print({{"torch", "pandas", "matplotlib", "scipy", "pydantic"}} & set(sys.modules), file=sys.stderr)
assert set(dir(hotcold)) == {{*hotcold.__all__, "__version__"}}
for script in ("judge_claim", "collect_claims"):
    runpy.run_path(f"workflow/scripts/{{script}}.py", run_name="step")
from hotcold.command.main import main
main(["claims", sys.argv[1]])
print({{"torch", "matplotlib", "scipy.stats", "sklearn"}} & set(sys.modules), file=sys.stderr)
from hotcold import plugins
for name in {FIGURES}:
    plugins.entry("figures", name)
print({{"torch"}} & set(sys.modules), file=sys.stderr)
"""
SCORING = f"""
import runpy, sys
from hotcold import plugins
for name in ("score_samples", "score_real", "compute_reference", "train_classifier"):
    runpy.run_path(f"workflow/scripts/{{name}}.py")
for name in {METRICS}:
    plugins.entry("metrics", name)
assert "hotcold.evaluation.features.digit_classifier" in sys.modules
slow = {{"torchmetrics", "torchvision", "torch_fidelity", "sklearn", "matplotlib"}}
print(slow & set(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(("code", "lines"), [(QUICK, 3), (SCORING, 1)], ids=["claims and figures", "scoring by digits"])
def test_what_takes_seconds_to_load_is_loaded_only_where_it_is_used(tmp_path, code, lines):
    """Of `import hotcold`, of judging claims, of figures, and of scoring in the digit classifier's features."""
    command = [sys.executable, "-c", code, str(write_study(tmp_path, tables_of(1)))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == ["set()"] * lines


def test_every_name_is_there_and_says_what_it_is():
    for name in hotcold.__all__:
        assert inspect.getdoc(getattr(hotcold, name)), name
    with pytest.raises(AttributeError, match="no attribute 'sampel'"):
        hotcold.sampel  # noqa: B018
