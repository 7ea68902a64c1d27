"""What the whole workflow makes at smoke scale: every figure and table, and numbers that agree with each other."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from hotcold import plugins
from hotcold.figures.parts.needs import figure_needs
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import table_columns
from tests.shipped import FIGURES
from tests.workflow.checkouts import succeeded
from tests.workflow.conftest import SMOKE, results
from tests.workflow.steps import step
from tests.workflow.tiny import sample, samples

ANALYSES = {"schedules", "ks", "ks_crossings", "discretisation", "networks", "architecture"}
OF_RUNS = {"settings", "losses", "losses_by_t", "restoration", "ranges", "scores", "ruler", "latents", "quality"}

pytestmark = pytest.mark.dag


def test_all_figures_and_tables_are_there(smoke):
    figures = {path.stem for path in (results(smoke) / "figures").glob("*.png")}
    assert figures >= {name for name in FIGURES if not figure_needs(name).only_named}
    for name in figures:
        assert min(Image.open(results(smoke) / "figures" / f"{name}.png").size) >= 150
        assert (results(smoke) / "figures" / f"{name}.svg").read_text().startswith("<?xml")
    tables = {path.stem: path for path in (results(smoke) / "metrics").glob("*.parquet")}
    assert tables.keys() == ANALYSES | OF_RUNS | {"claims"}
    for name, path in tables.items():
        assert len(pd.read_parquet(path)) > 0
        assert all(column.description for column in table_columns(path).values()), name


def test_all_leaves_the_comparison_of_samplers_out(smoke):
    jobs = smoke.jobs("--forceall", "all", *SMOKE)
    figures = {name for name in FIGURES if not figure_needs(name).only_named} - {"fig19_steps_vs_fid"}
    assert jobs >= {f"plot_{name}" for name in figures}
    assert not jobs & {"compare_samplers", "plot_fig19_steps_vs_fid"}


def scored_on_validation(study, folder, run, sampler):
    """Return the scores of samples from validation images, by the steps of the study."""
    digits = {"digits": study / "data/digits.npz", "digits_test": study / "data/digits-test.npz"}
    garments = {"garments": study / "data/garments.npz", "garments_test": study / "data/garments-test.npz"}
    files = {"samples": [folder / f"{run}.npz"], "checkpoints": [study / f"runs/{run}/seed-0/epoch-2.safetensors"]}
    sets = [{"epoch": 2, "split": "validation", "weights": "ema", "images": 40}]
    step("sample", run=run, sets=sets, sampler=sampler, block=100, **files, **digits, **garments)
    weights, reference = study / "features/classifier.safetensors", study / "features/digits-reference.npz"
    by = {"weights": weights, "reference": reference, "metrics": ["fid", "manifold_share"]}
    step("score_samples", samples=files["samples"], output=folder / f"{run}.parquet", **by, **digits)
    return pd.read_parquet(folder / f"{run}.parquet")


def test_the_comparison_of_samplers_scores_like_the_study(smoke, tmp_path):
    """The run's own sampler and steps, on validation images: same images, so same distance and same shares."""
    quality = pd.read_parquet(results(smoke) / "metrics" / "quality.parquet")
    ancestral = [f"ancestral, variance = {variance}" for variance in ("beta", "posterior")]
    grids = {
        "gaussian-linear-unet": [*ancestral, "ddim, eta = 0", "dpm"],
        "morph-cosine-unet": ["naive", "cold, reading = inferred_z", "cold, reading = fixed_z", "dpm"],
    }
    own = {run: samplers[place] for (run, samplers), place in zip(grids.items(), (0, 2), strict=True)}
    expected = [
        (run, weights, sampler, steps)
        for run, samplers in grids.items()
        for weights, some in (("ema", samplers), ("raw", [own[run]]))
        for sampler in some
        for steps in (2, 4)
    ]
    assert list(quality[["run", "weights", "sampler", "steps"]].itertuples(index=False, name=None)) == expected
    assert (quality["seconds_per_image"] > 0).all()
    metrics = results(smoke) / "metrics"
    samplers = {
        "gaussian-linear-unet": {"function": "ancestral", "steps": 4, "options": {"variance": "beta"}},
        "morph-cosine-unet": {"function": "cold", "steps": 4, "options": {"reading": "fixed_z"}},
    }
    scored = [scored_on_validation(results(smoke), tmp_path, *one) for one in samplers.items()]
    scores = pd.concat(scored).query("protocol == 'sound'")
    assert set(quality["split"]) == set(scores["split"]) == {"validation"}
    keys = ["run", "seed", "epoch", "weights", "features", "n"]
    by_study = quality[quality["own"]]
    assert dict(zip(by_study["run"], by_study["sampler"], strict=True)) == own
    for metric, column in (("fid", "value"), ("manifold_share", "manifold_share")):
        of_study = scores[scores["metric"] == metric].rename(columns={"value": "score"})[[*keys, "score"]]
        merged = by_study.merge(of_study, on=keys, validate="one_to_one")
        assert len(merged) == len(by_study)
        np.testing.assert_allclose(merged[column], merged["score"], rtol=1e-9)
    ruler = pd.read_parquet(metrics / "ruler.parquet").query("protocol == 'sound' and metric == 'fid'")
    floor = ruler[ruler["name"] == "real digits"].set_index("n")["value"]
    np.testing.assert_allclose(by_study["floor"], floor.loc[by_study["n"]], rtol=0.2)  # that one is of the test
    assert (by_study["floor_low"] < by_study["floor"]).all()
    assert (by_study["floor"] < by_study["floor_high"]).all()


def test_a_guide_guides_later_checkpoints_only(study):
    """Samples again with a guide: those of the guide itself are the same, later ones are not."""

    def made(**more):
        sample("one", sampler={"function": "direct", **more})
        return [read_arrays(study / path, "samples") for path in samples("one")]

    alone, guided = made(), made(guidance={"epoch": 1})
    said = [file.metadata["sampler"] for file in (*alone, *guided)]
    assert said == ["direct"] * 3 + ["direct; guided by epoch 1, weight 1"]
    same = [np.array_equal(one["images"], other["images"]) for one, other in zip(alone, guided, strict=True)]
    assert same == [True, False]


def test_what_is_shown_of_restorations_agrees_with_their_table(smoke):
    """Some of the digits that the table is about are shown, so their errors are part of its own."""
    metrics = results(smoke) / "metrics"
    table = pd.read_parquet(metrics / "restoration.parquet")
    assert set(table["metric"]) == {"class_recovered", "rmse", "ssim", "sharpness", "fid"}
    assert (table.groupby(["run", "seed", "method", "t"]).size() == 5).all()
    for run, rows in table.groupby("run"):
        trace = read_arrays(results(smoke) / "runs" / str(run) / "seed-0" / "trace.npz", "traces")
        methods = ["degraded", "direct", trace.metadata["restored_by"], *trace.metadata["beside_by"]]
        assert list(dict.fromkeys(rows["method"])) == methods
        for method, images in zip(
            methods, [trace["degraded"], trace["direct"], trace["restored"], *trace["beside"]], strict=True
        ):
            squares = ((images - trace["digits"]) ** 2).mean(axis=(2, 3)).sum(axis=1)
            of_all = rows[(rows["method"] == method) & (rows["metric"] == "rmse")].sort_values("t")
            assert (squares <= of_all["n"] * of_all["value"] ** 2 * (1 + 1e-6)).all()


def test_the_analysis_is_of_every_schedule_and_step_and_finds_the_published_906(smoke):
    metrics = results(smoke) / "metrics"
    schedules, crossings = (pd.read_parquet(metrics / f"{name}.parquet") for name in ("schedules", "ks_crossings"))
    assert {tuple(t) for _, t in schedules.groupby("schedule")["t"]} == {tuple(range(1001))}
    assert len(crossings) == 4 * (4 + 2)  # schedules × (exact test sizes + sampled formulas)
    published = crossings[crossings["formula"] == "published"].set_index("schedule")["first_t"]
    assert 880 <= published["cosine"] <= 930  # the report: 906


def test_the_report_is_one_page_that_needs_no_network(smoke):
    succeeded(smoke.run("--report", "report.html", "all", "quality", *SMOKE, cores=None))
    page = (smoke.folder / "report.html").read_text()
    names = sorted(path.stem for path in (results(smoke) / "figures").glob("*.png"))
    for name in names:
        caption = plugins.constant("figures", name, "CAPTION")
        assert f"{name}.png" in page
        assert caption.split(".")[0][:40] in page, name
    # One label each: with two, the page breaks on a category of two figures (seen in a browser).
    labels = [json.loads(text) for text in re.findall(r'"labels": (\{[^}]*\})', page)]
    assert [list(label) for label in labels] == [["figure"]] * (len(names) + 2)  # and of two animations
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?://", page)


def test_a_study_of_no_claims_judges_none_and_shows_none(smoke):
    jobs = smoke.jobs("--forceall", "all", *SMOKE, "--config", "claims=[]")
    assert "write_page" in jobs
    assert not [job for job in jobs if "claim" in job]


def test_logs_and_benchmarks_are_kept(smoke):
    log = (results(smoke) / "logs" / "train" / "morph-cosine-unet-seed-0.log").read_text()
    assert "images/s" in log
    assert "\r" not in log
    benchmark = pd.read_csv(results(smoke) / "benchmarks" / "train" / "morph-cosine-unet-seed-0.tsv", sep="\t")
    assert benchmark["s"].iloc[0] > 0
