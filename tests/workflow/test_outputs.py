"""What the whole workflow makes at smoke scale: every figure and table, and numbers that agree with each other."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
import yaml
from PIL import Image
from scipy.stats import kstwo, kstwobign

from hotcold import plugins
from hotcold.evaluation.features.digit_classifier import load_classifier
from hotcold.storage.arrays import read_arrays
from hotcold.storage.tables import read_table, table_columns
from tests.conftest import Workflow
from tests.workflow.conftest import SMOKE, results
from tests.workflow.steps import step

TABLES = ("losses", "fid", "ks", "ks_crossings", "latents", "classifier", "schedules", "architecture", "quality")

pytestmark = pytest.mark.dag


def test_all_figures_and_tables_are_there(smoke: Workflow) -> None:
    figures = sorted(path.stem for path in (results(smoke) / "figures").glob("*.png"))
    assert [int(name[3:5]) for name in figures] == list(range(1, 20))
    for name in figures:
        assert min(Image.open(results(smoke) / "figures" / f"{name}.png").size) >= 150
        assert (results(smoke) / "figures" / f"{name}.svg").read_text().startswith("<?xml")
    for name in TABLES:
        path = results(smoke) / "metrics" / f"{name}.parquet"
        assert len(pd.read_parquet(path)) > 0
        assert all(column.description for column in table_columns(path).values()), name


def test_scores_say_what_they_are(smoke: Workflow) -> None:
    fid = pd.read_parquet(results(smoke) / "metrics" / "fid.parquet")
    assert fid["run"].nunique() == 7
    assert set(fid["protocol"]) == {"sound", "published"}
    keys = ["run", "seed", "epoch", "features", "protocol", "n_generated", "n_real"]
    assert not fid.duplicated(keys).any()
    assert np.isfinite(fid["value"]).all()
    assert (fid["floor"] >= 0).all()
    sound = fid[fid["protocol"] == "sound"]
    assert set(sound["n_generated"]) == {20, 40}
    assert set(sound["n_real"]) == {200}
    assert set(fid.loc[fid["protocol"] == "published", "n_real"]) == {30}


def test_runs_are_scored_together_as_each_alone(smoke: Workflow, tmp_path: Path) -> None:
    """Also when one has fewer checkpoints: how many images all checkpoints have is counted by run."""
    features = results(smoke) / "features"
    a, b = (
        results(smoke) / "runs" / run / "seed-0" / "samples" for run in ("gaussian-cosine-cnn", "morph-linear-unet")
    )

    def score(name: str, *samples: Path) -> pd.DataFrame:
        output = tmp_path / f"{name}.parquet"
        step(
            "score_samples",
            samples=samples,
            digits=results(smoke) / "data" / "digits.npz",
            reference=features / "digits-reference.npz",
            weights=features / "classifier.safetensors",
            tables=[output],
        )
        return read_table(output)

    alone = pd.concat([score("a", a / "epoch-2.npz"), score("b", b / "epoch-1.npz", b / "epoch-2.npz")])
    together = score("together", a / "epoch-2.npz", b / "epoch-1.npz", b / "epoch-2.npz")
    assert set(alone.query("run == 'gaussian-cosine-cnn' and protocol == 'sound'")["n_generated"]) == {40}
    assert set(alone.query("run == 'morph-linear-unet' and protocol == 'sound'")["n_generated"]) == {20, 40}
    pd.testing.assert_frame_equal(together, alone.reset_index(drop=True))


def test_all_leaves_the_comparison_of_samplers_out(smoke: Workflow) -> None:
    jobs = smoke.jobs("--forceall", "all", *SMOKE)
    assert sorted(int(job[8:10]) for job in jobs if job.startswith("plot_fig")) == list(range(1, 19))
    assert not jobs & {"compare_samplers", "collect_quality"}


def test_the_comparison_of_samplers_scores_like_the_study(smoke: Workflow) -> None:
    """The run's own sampler and steps, from the stored samples: same images, so same distance and same shares."""
    quality = pd.read_parquet(results(smoke) / "metrics" / "quality.parquet")
    grids = {
        "gaussian-linear-unet": ["ancestral, variance = posterior", "ddim, eta = 0", "dpm"],
        "morph-cosine-unet": ["naive", "cold, reading = inferred_z", "cold, reading = fixed_z", "dpm"],
    }
    guidance = {"gaussian-linear-unet": "weight 1, t <= 500", "morph-cosine-unet": "weight 2, t >= 500"}
    expected = [
        row
        for run, samplers in grids.items()
        for weights, some in (("ema", samplers), ("raw", samplers[:1]))
        for row in (
            *((run, weights, sampler, steps) for sampler in some for steps in (2, 4)),
            (run, weights, f"{samplers[0]}; guided by epoch 1, {guidance[run]}", 4),
        )
    ]
    assert list(quality[["run", "weights", "sampler", "steps"]].itertuples(index=False, name=None)) == expected
    assert (quality["seconds_per_image"] > 0).all()
    fid = pd.read_parquet(results(smoke) / "metrics" / "fid.parquet").query("protocol == 'sound'")
    keys = ["run", "seed", "epoch", "weights", "sampler", "steps", "features", "n_generated", "n_real"]
    own = quality[quality["own"]].merge(fid, on=keys, suffixes=("", "_study"), validate="one_to_one")
    assert list(own["run"]) == list(grids)
    np.testing.assert_allclose(own[["value", "floor"]], own[["value_study", "floor_study"]], rtol=1e-9)

    confident = yaml.safe_load((smoke.folder / "config/smoke.yaml").read_text())["classifier"]["confident"]
    classifier = load_classifier(results(smoke) / "features" / "classifier.safetensors", torch.device("cpu"))
    for row in own.itertuples():
        samples = np.load(results(smoke) / "runs" / row.run / "seed-0" / "samples" / f"epoch-{row.epoch}.npz")
        levels = np.rint((samples["images"].clip(-0.5, 0.5) + 0.5) * 255)
        sure = classifier(torch.from_numpy(levels)).softmax(dim=1).amax(dim=1) >= confident
        assert row.confident_share == pytest.approx(float(sure.float().mean()))


def test_a_guide_guides_later_checkpoints_only(smoke: Workflow, tmp_path: Path) -> None:
    """Samples again without a guide: those of the guide itself are the same, later ones are not."""
    folder = results(smoke) / "runs" / "gaussian-linear-unet" / "seed-0"
    stored = [read_arrays(folder / "samples" / f"epoch-{epoch}.npz", "samples") for epoch in (1, 2)]
    guided = "ancestral, variance = posterior; guided by epoch 1, weight 1, t <= 500"
    assert [arrays.metadata["sampler"] for arrays in stored] == [guided.split("; ")[0], guided]
    step(
        "sample",
        checkpoints=[folder / f"epoch-{epoch}.safetensors" for epoch in (1, 2)],
        sampler={"function": "ancestral", "options": {"variance": "posterior"}, "steps": 4},
        samples=[tmp_path / f"{epoch}.npz" for epoch in (1, 2)],
        images=[20, 40],
        block=100,
        digits=results(smoke) / "data" / "digits.npz",
        garments=results(smoke) / "data" / "garments.npz",
    )
    alone = [read_arrays(tmp_path / f"{epoch}.npz", "samples") for epoch in (1, 2)]
    same = [np.array_equal(one["images"], other["images"]) for one, other in zip(stored, alone, strict=True)]
    assert same == [True, False]


def test_latents_are_paired_and_shares_add_up(smoke: Workflow) -> None:
    latents = pd.read_parquet(results(smoke) / "metrics" / "latents.parquet")
    assert latents[[f"class_{k}" for k in range(10)]].sum(axis=1).to_numpy() == pytest.approx(1)
    real = latents[latents["experiment"] == "real digits"].iloc[0]
    assert real["diversity"] == pytest.approx(1)
    start = np.load(results(smoke) / "latents" / "perturbed-start.npz", allow_pickle=False)
    difference = start["z_T"][1:] - start["z_T"][0]
    lam = start["values"][1:, None, None, None]
    np.testing.assert_allclose(difference / lam, np.broadcast_to(difference[-1] / lam[-1], difference.shape), atol=2e-3)


def test_the_analysis_tables_follow_from_each_other(smoke: Workflow) -> None:
    """Every number of ks_crossings from ks by scipy's distribution, and alpha_bar from beta."""
    metrics = results(smoke) / "metrics"
    for _, rows in pd.read_parquet(metrics / "schedules.parquet").groupby("schedule"):
        assert list(rows["t"]) == list(range(1001))
        np.testing.assert_allclose(rows["alpha_bar"], np.cumprod(1 - rows["beta"].fillna(0)), rtol=1e-10)
    ks = pd.read_parquet(metrics / "ks.parquet").set_index(["schedule", "method", "formula", "images"]).sort_index()
    crossings = pd.read_parquet(metrics / "ks_crossings.parquet")
    assert len(crossings) == 4 * (4 + 2)  # schedules × (exact test sizes + sampled formulas)
    for row in crossings.itertuples():
        curve = ks.loc[(row.schedule, row.method, row.formula, row.images)]
        distance, steps = curve["distance"].to_numpy(), curve["t"].to_numpy()
        if row.method == "sampled":
            p_value = kstwo.sf(distance, row.pixels)
            np.testing.assert_allclose(curve["p_value"], p_value, rtol=1e-6, atol=1e-12)
            assert row.first_t == steps[p_value > 0.05][0]
            continue
        # By Kolmogorov's limit, close at these sizes; the exact p-value takes minutes.
        passed = steps[kstwobign.sf(distance * np.sqrt(row.pixels)) > 0.05]
        assert abs(row.first_t - passed[0]) <= 5 if len(passed) else pd.isna(row.first_t)
    published = crossings[crossings["formula"] == "published"].set_index("schedule")["first_t"]
    assert 880 <= published["cosine"] <= 930  # the report: 906


def test_the_report_is_one_page_that_needs_no_network(smoke: Workflow) -> None:
    result = smoke.run("--report", "report.html", "all", "quality", *SMOKE, cores=None)
    assert result.returncode == 0, result.stderr
    page = (smoke.folder / "report.html").read_text()
    for name in plugins.names("figures"):
        caption = plugins.constant("figures", name, "CAPTION")
        assert f"{name}.png" in page
        assert caption.split(".")[0][:40] in page, name
    # One label each: with two, the page breaks on a category of two figures (seen in a browser).
    labels = [json.loads(text) for text in re.findall(r'"labels": (\{[^}]*\})', page)]
    assert [list(label) for label in labels] == [["figure"]] * len(plugins.names("figures"))
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?://", page)


def test_logs_and_benchmarks_are_kept(smoke: Workflow) -> None:
    log = (results(smoke) / "logs" / "train" / "morph-cosine-unet-seed-0.log").read_text()
    assert "images/s" in log
    assert "\r" not in log
    benchmark = pd.read_csv(results(smoke) / "benchmarks" / "train" / "morph-cosine-unet-seed-0.tsv", sep="\t")
    assert benchmark["s"].iloc[0] > 0
