"""The benchmark's modules lie beside each other, as `python benchmarks/bench.py` finds them."""

import sys

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
