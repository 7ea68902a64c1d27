"""What the whole workflow makes at smoke scale: every figure and table, and numbers that agree with each other."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy.stats import kstwo, kstwobign

from hotcold import plugins
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
