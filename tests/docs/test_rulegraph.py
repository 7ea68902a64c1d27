"""The drawing of the rules: no arrow too many, and in step with the workflow."""

import random
import re
import sys

import networkx as nx
import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import rulegraph


@pytest.mark.parametrize("seed", range(10))
def test_arrows_that_follow_from_others_are_left_out(seed):
    rng = random.Random(seed)
    edges = {(f"r{j}", f"r{k}") for k in range(12) for j in range(k) if rng.random() < 0.4}
    assert rulegraph.reduced(edges) == set(nx.transitive_reduction(nx.DiGraph(list(edges))).edges)


@pytest.mark.dag
def test_the_drawing_has_the_rules_of_the_workflow():
    drawn = (ROOT / "docs" / "pictures" / "rulegraph.svg").read_text()
    rules = {rule for edge in rulegraph.rule_graph() for rule in edge}
    assert set(re.findall(r'<g id="([a-z_]+)">', drawn)) == rules
