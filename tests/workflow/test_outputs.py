"""What the whole workflow makes at smoke scale: every figure and table, and numbers that agree with each other."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from scipy.stats import kstwo, kstwobign
from torchmetrics.image.fid import FrechetInceptionDistance

from hotcold import plugins
from hotcold.config.scores import METRICS
from hotcold.evaluation.features.ruler import shipped_reference
from hotcold.figures.parts.needs import figure_needs
from hotcold.storage.arrays import Arrays, read_arrays
from hotcold.storage.tables import read_table, table_columns
from tests.conftest import Workflow
from tests.workflow.conftest import SMOKE, results
from tests.workflow.steps import step
from tests.workflow.test_scores import Eye

ANALYSES = {"schedules", "ks", "ks_crossings", "discretisation", "networks", "architecture"}
OF_RUNS = {"settings", "losses", "losses_by_t", "restoration", "ranges", "scores", "ruler", "latents", "quality"}

pytestmark = pytest.mark.dag


def samples_of(smoke: Workflow, run: object, epoch: object) -> Arrays:
    folder = results(smoke) / "runs" / str(run) / "seed-0" / "samples"
    return read_arrays(folder / f"test-ema-epoch-{epoch}.npz", "samples")


def test_all_figures_and_tables_are_there(smoke: Workflow) -> None:
    figures = sorted(path.stem for path in (results(smoke) / "figures").glob("*.png"))
    assert [int(name[3:5]) for name in figures] == list(range(24))
    for name in figures:
        assert min(Image.open(results(smoke) / "figures" / f"{name}.png").size) >= 150
        assert (results(smoke) / "figures" / f"{name}.svg").read_text().startswith("<?xml")
    tables = {path.stem: path for path in (results(smoke) / "metrics").glob("*.parquet")}
    assert tables.keys() == ANALYSES | OF_RUNS | {"claims"}
    for name, path in tables.items():
        assert len(pd.read_parquet(path)) > 0
        assert all(column.description for column in table_columns(path).values()), name


def test_scores_say_what_they_are(smoke: Workflow) -> None:
    scores = pd.read_parquet(results(smoke) / "metrics" / "scores.parquet")
    assert scores["run"].nunique() == 12
    assert set(scores["protocol"]) == {"sound", "published"}
    assert {*scores["split"], *scores["weights"]} == {"test", "ema"}
    measured = ["value", "low", "high"]
    assert not scores.drop(columns=measured).duplicated().any()
    assert np.isfinite(scores["value"]).all()
    assert not ((scores["low"] > scores["value"]) | (scores["value"] > scores["high"])).any()
    assert set(scores.loc[scores["protocol"] == "sound", "n"]) == {20, 40}
    real = pd.read_parquet(results(smoke) / "metrics" / "ruler.parquet").query("name == 'real digits'")
    assert (real.loc[real["metric"] == "fid", "value"] >= 0).all()
    published = scores[scores["protocol"] == "published"].set_index(["run", "epoch"])
    assert set(published["metric"]) == {"fid"}
    eye = Eye(results(smoke) / "features" / "classifier.safetensors")
    real_digits = torch.from_numpy(shipped_reference())[:30].double()  # as many as that protocol takes here
    for (run, epoch), row in published.iterrows():
        images = samples_of(smoke, run, epoch)["images"][:30]
        assert row["n"] == len(images)
        low, high = images.min(axis=(1, 2), keepdims=True), images.max(axis=(1, 2), keepdims=True)
        fid = FrechetInceptionDistance(eye, normalize=False)
        fid.set_dtype(torch.float64)
        fid.update(real_digits, real=True)
        fid.update(torch.from_numpy(np.rint((images - low) / (high - low) * 255).astype(np.uint8)), real=False)
        assert row["value"] == pytest.approx(float(fid.compute()), rel=2e-3)


def test_runs_are_scored_together_as_each_alone(smoke: Workflow, tmp_path: Path) -> None:
    """Also when one has fewer checkpoints: how many images all checkpoints have is counted by run."""
    data, features = results(smoke) / "data", results(smoke) / "features"
    a, b = (
        results(smoke) / "runs" / run / "seed-0" / "samples" for run in ("gaussian-cosine-cnn", "morph-linear-unet")
    )
    first, last = "test-ema-epoch-1.npz", "test-ema-epoch-2.npz"

    def score(name: str, *samples: Path) -> pd.DataFrame:
        output = tmp_path / f"{name}.parquet"
        step(
            "score_samples",
            samples=samples,
            digits=data / "digits.npz",
            digits_test=data / "digits-test.npz",
            reference=features / "digits-reference.npz",
            weights=features / "classifier.safetensors",
            metrics=METRICS,
            output=output,
        )
        return read_table(output)

    alone = pd.concat([score("a", a / last), score("b", b / first, b / last)])
    together = score("together", a / last, b / first, b / last)
    n = alone[alone["protocol"] == "sound"].groupby("run")["n"].unique()
    assert {run: sorted(of_run) for run, of_run in n.items()} == {a.parts[-3]: [40], b.parts[-3]: [20, 40]}
    pd.testing.assert_frame_equal(together, alone.reset_index(drop=True))


def test_all_leaves_the_comparison_of_samplers_out(smoke: Workflow) -> None:
    jobs = smoke.jobs("--forceall", "all", *SMOKE)
    figures = sorted(int(job[8:10]) for job in jobs if job.startswith("plot_fig"))
    assert figures == [number for number in range(24) if number != 19]
    assert not jobs & {"compare_samplers", "collect_quality"}


def test_the_comparison_of_samplers_scores_like_the_study(smoke: Workflow) -> None:
    """The run's own sampler and steps, from the stored samples: same images, so same distance and same shares."""
    quality = pd.read_parquet(results(smoke) / "metrics" / "quality.parquet")
    ancestral = [f"ancestral, variance = {variance}" for variance in ("beta", "posterior")]
    grids = {
        "gaussian-linear-unet": [*ancestral, "ddim, eta = 0", "dpm"],
        "morph-cosine-unet": ["naive", "cold, reading = inferred_z", "cold, reading = fixed_z", "dpm"],
    }
    own = {"gaussian-linear-unet": grids["gaussian-linear-unet"][0], "morph-cosine-unet": grids["morph-cosine-unet"][2]}
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
    scores = pd.read_parquet(metrics / "scores.parquet").query("protocol == 'sound' and split == 'test'")
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
    np.testing.assert_allclose(by_study["floor"], floor.loc[by_study["n"]], rtol=1e-9)


def test_a_guide_guides_later_checkpoints_only(smoke: Workflow, tmp_path: Path) -> None:
    """Samples of an unguided run again with a guide: those of the guide itself are the same, later ones are not."""
    run, title = "gaussian-linear-unet", "ancestral, variance = beta"
    alone = [samples_of(smoke, run, epoch) for epoch in (1, 2)]
    assert [arrays.metadata["sampler"] for arrays in alone] == [title, title]
    data, folder = results(smoke) / "data", results(smoke) / "runs" / run / "seed-0"
    guidance = {"epoch": 1, "to_t": 500}
    step(
        "sample",
        run=run,
        checkpoints=[folder / f"epoch-{epoch}.safetensors" for epoch in (1, 2)],
        sampler={"function": "ancestral", "options": {"variance": "beta"}, "steps": 4, "guidance": guidance},
        sets=[{"epoch": epoch, "split": "test", "weights": "ema", "images": 20 * epoch} for epoch in (1, 2)],
        samples=[tmp_path / f"{epoch}.npz" for epoch in (1, 2)],
        block=100,
        digits=data / "digits.npz",
        garments=data / "garments.npz",
        garments_test=data / "garments-test.npz",
    )
    guided = [read_arrays(tmp_path / f"{epoch}.npz", "samples") for epoch in (1, 2)]
    said = [title, f"{title}; guided by epoch 1, weight 1, t <= 500"]
    assert [arrays.metadata["sampler"] for arrays in guided] == said
    same = [np.array_equal(one["images"], other["images"]) for one, other in zip(alone, guided, strict=True)]
    assert same == [True, False]


def test_latents_are_paired_and_shares_add_up(smoke: Workflow) -> None:
    latents = pd.read_parquet(results(smoke) / "metrics" / "latents.parquet")
    classes = latents[latents["metric"].str.fullmatch(r"class_\d")]
    sums = classes.groupby(["experiment", "level"], dropna=False)["value"].agg(["sum", "size"])
    np.testing.assert_allclose(sums, np.broadcast_to([1, 10], sums.shape))
    distinct = latents[latents["metric"] == "distinct"]
    assert (distinct["value"] <= distinct["n"]).all()  # the same starts again gave the same samples
    start = np.load(results(smoke) / "latents" / "seed-0" / "perturbed-start.npz", allow_pickle=False)
    difference = start["z_T"][1:] - start["z_T"][0]
    lam = start["values"][1:, None, None, None]
    np.testing.assert_allclose(difference / lam, np.broadcast_to(difference[-1] / lam[-1], difference.shape), atol=2e-3)


def test_what_is_shown_of_restorations_agrees_with_their_table(smoke: Workflow) -> None:
    """Some of the digits that the table is about are shown, so their errors are part of its own."""
    metrics = results(smoke) / "metrics"
    table = pd.read_parquet(metrics / "restoration.parquet")
    assert set(table["metric"]) == {"class_recovered", "rmse", "sharpness"}
    assert (table.groupby(["run", "seed", "method", "t"]).size() == 3).all()
    for run, rows in table.groupby("run"):
        trace = read_arrays(results(smoke) / "runs" / str(run) / "seed-0" / "trace.npz", "traces")
        methods = ["direct", trace.metadata["restored_by"], *trace.metadata["beside_by"]]
        assert list(dict.fromkeys(rows["method"])) == methods
        for method, images in zip(methods, [trace["direct"], trace["restored"], *trace["beside"]], strict=True):
            squares = ((images - trace["digits"]) ** 2).mean(axis=(2, 3)).sum(axis=1)
            of_all = rows[(rows["method"] == method) & (rows["metric"] == "rmse")].sort_values("t")
            assert (squares <= of_all["n"] * of_all["value"] ** 2 * (1 + 1e-6)).all()
    for _, rows in pd.read_parquet(metrics / "losses_by_t.parquet").groupby("run"):
        np.testing.assert_allclose(rows["loss_eps"], rows["snr"] * rows["loss_x"], rtol=1e-3)


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
    names = [name for name in plugins.names("figures") if not figure_needs(name).only_named]
    assert names == sorted(path.stem for path in (results(smoke) / "figures").glob("*.png"))
    for name in names:
        caption = plugins.constant("figures", name, "CAPTION")
        assert f"{name}.png" in page
        assert caption.split(".")[0][:40] in page, name
    # One label each: with two, the page breaks on a category of two figures (seen in a browser).
    labels = [json.loads(text) for text in re.findall(r'"labels": (\{[^}]*\})', page)]
    assert [list(label) for label in labels] == [["figure"]] * len(names)
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?://", page)


def test_logs_and_benchmarks_are_kept(smoke: Workflow) -> None:
    log = (results(smoke) / "logs" / "train" / "morph-cosine-unet-seed-0.log").read_text()
    assert "images/s" in log
    assert "\r" not in log
    benchmark = pd.read_csv(results(smoke) / "benchmarks" / "train" / "morph-cosine-unet-seed-0.tsv", sep="\t")
    assert benchmark["s"].iloc[0] > 0
