"""What Snakemake would redo of a finished study after an edit: what means something else, and what follows from it."""

import ast
import os
import re
import shutil

import pytest

from hotcold import plugins
from tests.workflow.checkouts import elsewhere, finished, git, snakemake, succeeded

pytestmark = pytest.mark.dag

TARGETS = ("all", "quality")
FIGURES = plugins.names("figures")


VERDICTS = {"judge_claim", "collect_claims", "plot_fig00_claims", "write_page"}


@pytest.fixture
def study(tmp_path, tmp_path_factory):
    """Return a copy of a finished study, in another place than the one it was made in."""
    workflow = finished(tmp_path_factory.getbasetemp())
    return elsewhere(workflow, shutil.copytree(workflow.folder, tmp_path / "moved"))


def redone(study):
    return study.jobs(*TARGETS) - set(TARGETS)


def meant(study):
    """Return the rules that are redone for what they do, and not only for what others made anew."""
    printed = succeeded(snakemake(study.folder, "--dry-run", "--verbose", *TARGETS))
    found = re.search(r"^    params have changed since last execution:\n +(.*)$", printed, re.MULTILINE)
    return set(found[1].split(", ")) if found else set()


def naming(study, claims):
    """Return the drawings of figures that state some of those claims, as far as the study has them.

    It has no hot run with the CNN, so figures state no verdict on those.
    """
    needs = {name: plugins.constant("figures", name, "NEEDS") for name in FIGURES}
    of_others = {"degradation": "gaussian", "network": "cnn"}
    figures = {
        name
        for name, need in needs.items()
        if claims & {*need.get("claims", [])} and of_others not in need.get("judged", [])
    }
    drawn = {f"plot_{name}" for name in figures if (study.folder / f"results/tiny/figures/{name}.png").exists()}
    assert drawn
    return drawn


def edit(study, name, old, new):
    path = study.folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def reworded(text):
    """Return code that means the same: laid out anew, with other comments and docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0].value.value += " In other words."
    return f"# Edited.\n{ast.unparse(tree)}\n"


def touch(folder):
    for path in [folder, *folder.rglob("*")]:
        os.utime(path)


def test_words_and_layout_redo_nothing(study):
    """In every module, every script, and every rule at once."""
    modules = [*(study.folder / "src").rglob("*.py"), *(study.folder / "workflow").rglob("*.py")]
    assert len(modules) > 130
    for path in modules:
        text = path.read_text(encoding="utf-8")
        path.write_text(reworded(text), encoding="utf-8")
        assert path.read_text(encoding="utf-8") != text
    for path in [study.folder / "Snakefile", *(study.folder / "workflow").rglob("*.smk")]:
        path.write_text(f"# Edited.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert redone(study) == set()


def test_another_place_and_new_times_redo_nothing(study, tmp_path):
    """A checkout that is moved, cloned anew, touched, and that was at another commit meanwhile."""
    assert redone(study) == set()
    (study.folder / ".gitignore").write_text("results\n.snakemake\n")
    git(study.folder, "init", "--initial-branch", "main")
    git(study.folder, "add", "--all")
    git(study.folder, "commit", "--message", "The study")
    clone = elsewhere(study, tmp_path / "cloned")
    git(tmp_path, "clone", str(study.folder), str(clone.folder))
    for name in ("results", ".snakemake"):
        shutil.move(study.folder / name, clone.folder / name)
    assert redone(clone) == set()
    touch(clone.folder)
    assert redone(clone) == set()
    git(clone.folder, "checkout", "-b", "other")
    edit(clone, "src/hotcold/training/loop.py", "/ n\n", "/ (n + 1)\n")
    git(clone.folder, "commit", "--all", "--message", "Another loop")
    assert "train_run" in redone(clone)
    git(clone.folder, "checkout", "main")
    assert redone(clone) == set()


def test_a_constant_of_the_training_loop_redoes_trainings(study):
    edit(study, "src/hotcold/training/loop.py", "/ n\n", "/ (n + 1)\n")
    assert meant(study) == {"train_run"}
    jobs = redone(study)
    assert {"collect_tables", "trace_run", "score_by_digits", "sample_latents", "compare_samplers"} <= jobs
    assert {"plot_fig06_fid", "plot_fig12_morph_curves", "plot_fig20_brightness"} <= jobs
    assert not jobs & {"get_data", "train_classifier", "compute_reference", "describe_study"}
    assert not jobs & {"analyse_schedules", "plot_fig01_schedules", "plot_fig02_gaussianity", "plot_fig10_unet"}


@pytest.mark.parametrize(
    ("plugin", "rules", "runs"),
    [
        ("diffusion/samplers/halfway", {"sample_run", "trace_run", "animate_run", "analyse_discretisation"}, {"hot"}),
        (
            "diffusion/samplers/naive",
            {"sample_run", "trace_run", "sample_latents", "compare_samplers", "analyse_discretisation"},
            {"cold"},
        ),
        ("diffusion/samplers/ddim", set(), set()),
        ("diffusion/schedules/quadratic", {"train_run", "analyse_schedules", "analyse_discretisation"}, {"hot"}),
        ("diffusion/degradations/wane", {"train_run"}, {"fading"}),
        ("diffusion/latents/stripes", {"sample_latents"}, set()),
        ("networks/affine", {"train_run", "describe_study"}, {"hot"}),
        ("training/couplings/in_order", {"train_run"}, {"cold"}),
        ("training/optimisers/descent", {"train_run"}, {"hot"}),
        ("evaluation/metrics/brightness", {"score_by_digits", "score_real"}, set()),
    ],
)
def test_a_plugin_redoes_what_uses_it(study, plugin, rules, runs):
    path = study.folder / "src" / "hotcold" / f"{plugin}.py"
    path.write_text(path.read_text() + "\nEDITED = True\n")
    assert meant(study) == rules
    assert study.runs("Training", *TARGETS) == (runs if "train_run" in rules else set())
    assert study.runs("Sampling", *TARGETS) == runs
    assert not redone(study) & {"get_data", "train_classifier", "compute_reference"}


def test_a_figure_redoes_itself(study):
    edit(study, "src/hotcold/figures/fig06_fid.py", "width: Inches = 7.0", "width: Inches = 7.1")
    assert redone(study) == {"plot_fig06_fid", "write_page"}


def test_what_the_page_looks_like_redoes_the_page(study):
    edit(study, "src/hotcold/page/style.css", "--ink: #1d1d1f", "--ink: #000")
    assert redone(study) == {"write_page"}


def test_a_claim_redoes_its_verdict_and_the_figures_that_name_it(study):
    claim = "morph_cosine_reaches_a_lower_loss"
    path = study.folder / "src" / "hotcold" / "claims" / f"{claim}.py"
    path.write_text(path.read_text() + "\nMARGIN = 3\n")
    assert redone(study) == VERDICTS | naming(study, {claim})
    planned = succeeded(snakemake(study.folder, "--dry-run", *TARGETS))
    assert set(re.findall(r"Judging (\S+)", planned)) == {claim}


def test_a_margin_redoes_its_verdicts_and_the_figures_that_name_them(study):
    edit(study, "src/hotcold/claims/parts/margins.py", "MARGINAL = 0.10", "MARGINAL = 0.11")
    results = study.folder / "results" / "tiny"
    claims = {
        path.stem
        for path in (study.folder / "src" / "hotcold" / "claims").glob("*.py")
        if "parts.margins" in path.read_text(encoding="utf-8") and (results / f"claims/{path.stem}.parquet").exists()
    }
    assert len(claims) > 5
    assert redone(study) == VERDICTS | naming(study, claims)
    planned = succeeded(snakemake(study.folder, "--dry-run", *TARGETS))
    assert set(re.findall(r"Judging (\S+)", planned)) == claims


def test_what_figures_share_redoes_figures(study):
    path = study.folder / "src" / "hotcold" / "figures" / "parts" / "style.py"
    path.write_text(path.read_text() + "\nEDITED = True\n")
    jobs = redone(study)
    assert {f"plot_{name}" for name in FIGURES} >= jobs - {"plot_fig20_brightness", "write_page"}
    assert len(jobs) > 10


@pytest.mark.parametrize(
    ("script", "rule"), [("get_data", "get_data"), ("train", "train_run"), ("plot_figure", "plot_figure")]
)
def test_a_step_is_redone_for_its_script_alone(study, script, rule):
    """What a step's code is, is said in one place for all rules: three of them, the last of many figures."""
    path = study.folder / "workflow" / "scripts" / f"{script}.py"
    path.write_text(path.read_text() + "\nEDITED = True\n")
    assert meant(study) == {rule}
    if script == "plot_figure":
        assert redone(study) <= {f"plot_{name}" for name in (*FIGURES, "fig20_brightness")} | {"write_page"}
