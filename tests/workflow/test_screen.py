"""What is seen while Snakemake runs the study: short lines, progress, and at the end what to do next."""

import re

import pytest

from tests.conftest import Workflow
from tests.workflow.checkouts import elsewhere, succeeded
from tests.workflow.conftest import SMOKE, results

pytestmark = pytest.mark.dag

LONGEST = 200
STATUS = re.compile(r"\[#*-*\] \d+ of \d+ steps done(, about [\d a-z]+ left)?")
OWN = "Reason: Forced execution"  # of Snakemake's own lines
DIGITS = ("data", "--forcerun", "get_data", "--configfile", "config/smoke.yaml")


def test_the_screen_of_a_whole_study(smoke):
    """Each step is named once, progress says which are at work, and the end says where to look."""
    lines = smoke.screen.splitlines()
    assert max(map(len, lines)) <= LONGEST
    steps = int(next(line for line in lines if "results go to" in line).split()[0])
    runs = {path.name for path in (results(smoke) / "runs").iterdir() if list(path.glob("seed-0/losses.parquet"))}
    assert sorted(line for line in lines if re.fullmatch(r"Training \S+, seed 0", line)) == [
        f"Training {run}, seed 0" for run in sorted(runs)
    ]
    looks = [k for k, line in enumerate(lines) if STATUS.fullmatch(line)]
    assert looks
    assert all(re.match(r"  \S.*: .", lines[k + 1]) for k in looks)
    end = next(k for k, line in enumerate(lines) if line.startswith("Done: "))
    assert re.fullmatch(rf"Done: {steps} steps in [\d a-z]+\. The results are in results/smoke", lines[end])
    first = [line.split()[0] for line in lines[end + 1 :]]
    names = ("index.html", "figures/fig00_claims.png", "metrics/claims.md")
    assert first == [f"results/smoke/{name}" for name in names]
    assert all((smoke.folder / path).is_file() for path in first)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Return a workflow whose progress comes every tenth of a second."""
    workflow = Workflow(tmp_path_factory.mktemp("tiny"))
    rules = workflow.folder / "workflow" / "rules" / "screen.smk"
    rules.write_text(rules.read_text().replace("BETWEEN_LINES = 30", "BETWEEN_LINES = 0.1"))
    return workflow


def seen(workflow, *arguments):
    return succeeded(workflow.run(*arguments)).splitlines()


def test_it_is_as_quiet_as_it_is_told_to_be(tiny):
    """Progress only where it is wanted; Snakemake's own lines, paths and all, with --verbose."""
    usual = seen(tiny, *DIGITS)
    assert {"Reading digits (forced)", "Reading garments (forced)"} <= set(usual)
    assert [line for line in usual if STATUS.fullmatch(line)]
    assert OWN not in usual
    without = seen(tiny, *DIGITS, "--quiet", "progress", "--printshellcmds")
    assert {"Reading digits (forced)", "name: digits", "SETTINGS"} <= set(without)
    assert not [line for line in without if STATUS.fullmatch(line)]
    assert OWN in seen(tiny, *DIGITS, "--verbose")


def test_a_dry_run_can_be_read(tiny):
    lines = seen(tiny, "all", "--dry-run", *SMOKE)
    assert max(map(len, lines)) <= LONGEST
    assert lines.count("Training morph-cosine-unet, seed 0") == 1
    assert len([line for line in lines if line.startswith("train_run ")]) == 1
    assert not [line for line in lines if STATUS.fullmatch(line)]


def test_what_failed_is_seen_with_its_log_its_last_line_and_what_to_do(tiny, tmp_path):
    """In another folder as well, where there is no profile; the exit code is Snakemake's."""
    (tmp_path / "digits").mkdir()
    (tmp_path / "digits" / "train-images-idx3-ubyte").write_text("not one")
    work = elsewhere(tiny, tmp_path)
    arguments = ("data", "-s", str(tiny.folder / "Snakefile"), "--config", "data={digits: digits}")
    result = work.run(*arguments)
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert max(map(len, lines)) <= LONGEST
    (failed,) = (k for k, line in enumerate(lines) if line.startswith("Failed: "))
    log = "results/laptop/logs/data/digits.log"
    assert lines[failed] == f"Failed: Reading digits. Its log, {log}, ends so:"
    assert lines[failed + 1] == (tmp_path / log).read_text().splitlines()[-1]
    assert lines[failed + 1].startswith("error: ")
    assert re.fullmatch(r"1 step failed, after \d+ s; \d of 3 steps are done and kept\. Mend .* again", lines[-1])
    assert not any("WorkflowError" in line or "SETTINGS" in line for line in lines)
