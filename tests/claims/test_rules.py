"""The rules of the claims; tests/workflow/test_staleness.py has what is judged again."""

import re

import pytest

from tests.workflow.checkouts import succeeded
from tests.workflow.conftest import SMOKE

pytestmark = pytest.mark.dag


def test_claims_is_a_target_and_part_of_all(fresh_workflow):
    planned = [succeeded(fresh_workflow.run("--dry-run", target, *SMOKE)) for target in ("claims", "all")]
    every, of_all = (set(re.findall(r"Judging (\w+)", text)) for text in planned)
    assert len(every) == 23
    assert of_all == every
