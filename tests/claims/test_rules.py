"""The rules of the claims: a verdict follows its tables and its own module, and no other claim's."""

import re

import pytest

from hotcold.claims.parts.judging import read_verdict

pytestmark = pytest.mark.dag
SMOKE = ["--configfile", "config/smoke.yaml"]
CLIP, LAST = "clipping_has_little_effect", "cosine_looks_gaussian_last"


def judged(workflow, *arguments):
    """Return the claims that would be judged, from a dry run."""
    result = workflow.run("--dry-run", *arguments)
    assert result.returncode == 0, result.stderr
    return set(re.findall(r"Judging (\w+)", result.stdout + result.stderr))


def test_a_changed_margin_judges_its_own_claim_again(fresh_workflow):
    verdicts = {claim: f"results/smoke/claims/{claim}.parquet" for claim in (CLIP, LAST)}
    asked = [*verdicts.values(), *SMOKE]
    result = fresh_workflow.run(*asked)
    assert result.returncode == 0, result.stderr
    assert read_verdict(fresh_workflow.folder / verdicts[CLIP]).verdict == "corrected"
    assert judged(fresh_workflow, *asked) == set()

    module = fresh_workflow.folder / "src" / "hotcold" / "claims" / f"{CLIP}.py"
    text = module.read_text()
    module.write_text(text.replace("LITTLE = 0.01 ", "LITTLE = 1e-9 "))
    assert module.read_text() != text
    assert judged(fresh_workflow, *asked) == {CLIP}
    assert fresh_workflow.run(*asked).returncode == 0
    assert read_verdict(fresh_workflow.folder / verdicts[CLIP]).verdict == "refuted"

    module.write_text(text.replace("Exact: no seeds.", "Needs no seeds."))
    assert fresh_workflow.run(*asked).returncode == 0
    assert judged(fresh_workflow, *asked) == set()


def test_claims_is_a_target_and_part_of_all(fresh_workflow):
    every = judged(fresh_workflow, "claims", *SMOKE)
    assert len(every) == 23
    assert judged(fresh_workflow, "all", *SMOKE) == every
