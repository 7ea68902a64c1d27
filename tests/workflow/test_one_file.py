"""One idea, one file: a plugin of every kind (folder `plugins`) in one study, found again in what `all` makes."""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
import yaml
from PIL import Image, ImageSequence
from safetensors.numpy import load_file

from hotcold import seeds
from hotcold.storage.tables import table_columns
from tests.page.reader import parsed
from tests.shipped import CLAIMS
from tests.workflow.checkouts import PLUGINS, SETTINGS, finished, snakemake, succeeded

pytestmark = pytest.mark.dag


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return finished(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def results(study):
    return study.folder / "results" / "tiny"


def initial_weights(network):
    """Return the weights that a run of seed 0 begins with."""
    spec = importlib.util.spec_from_file_location(network, PLUGINS / "networks" / f"{network}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seeds.derive(0, "weights"))
        return {name: weight.numpy() for name, weight in module.build().state_dict().items()}


def brightness(results, run):
    """Return the mean grey level of each of a run's last samples."""
    with np.load(results / f"runs/{run}/seed-0/samples/test-ema-epoch-2.npz") as file:
        return np.rint((file["images"].clip(-0.5, 0.5) + 0.5) * 255).reshape(12, -1).mean(axis=1)


def told(study, *arguments):
    """Return what every figure's step is told, as `snakemake -p` prints it."""
    printed = succeeded(snakemake(study.folder, "--dry-run", "-p", "all", "--forcerun", "plot_figure", *arguments))
    texts = re.findall(r"<<'SETTINGS'\n(.*?)\nSETTINGS\n", printed, re.DOTALL)
    return {step["figure"]: step for step in map(yaml.safe_load, texts) if "figure" in step}


def shown(step):
    """Return the runs that a figure shows: those that it is told, or those whose files it is given."""
    files = [path for key in ("samples", "traces") for path in step.get(key, [])]
    return step.get("runs") or [Path(path).parts[3] for path in files]


def test_a_schedule(results):
    table = pd.read_parquet(results / "metrics" / "schedules.parquet")
    beta = table[(table["schedule"] == "quadratic") & (table["t"] > 0)]["beta"]
    expected = [(0.01 + 0.13 * k / 999) ** 2 for k in range(1000)]
    np.testing.assert_allclose(beta, expected, rtol=1e-12)


def test_a_network_and_an_optimiser(results):
    """The optimiser lowers every weight by the learning rate, once: 32 digits are one batch."""
    weights = load_file(results / "runs/hot/seed-0/epoch-1.safetensors")
    initial = initial_weights("affine")
    assert {name for name in weights if name.startswith("raw.")} == {f"raw.{name}" for name in initial}
    for name, weight in initial.items():
        np.testing.assert_allclose(weights[f"raw.{name}"], weight - 2e-4, rtol=0, atol=1e-7)


def test_a_coupling(results):
    log = (results / "logs" / "train" / "cold-seed-0.log").read_text()
    assert "32 digits, paired in order" in log
    assert "16 digits, paired in order" in log  # in the validation too
    # Digits are restored from the garments that they have by it: of the test split, the first from the first.
    with np.load(results / "runs/cold/seed-0/trace.npz") as trace:
        degraded = trace["degraded"][-1].reshape(2, -1)
    with np.load(results / "data/garments-test.npz") as file:
        garments = file["test_images"].reshape(40, -1)
    assert list(np.corrcoef(degraded, garments)[:2, 2:].argmax(axis=1)) == [0, 1]


def test_a_sampler(results):
    """Every state is half of the one before, and half of a restored image, which is within ±0.5."""
    with np.load(results / "runs/hot/seed-0/trace.npz") as trace:
        times, states = trace["t"], trace["backward"]
    assert list(times) == [0, 500, 1000]
    assert np.abs(states[2]).max() > 1.5  # noise
    for before, after in ((states[2], states[1]), (states[1], states[0])):
        assert np.abs(after - before / 2).max() <= 0.25 + 1e-6


def test_a_source_of_latents(results):
    with np.load(results / "latents" / "seed-0" / "stripes.npz") as file:
        starts, images = file["z_T"], file["images"]
    row = np.repeat([-0.5, 0.5, -0.5, 0.5], 7)  # of the width that the config names
    np.testing.assert_array_equal(starts, np.broadcast_to(row, (1, 4, 28, 28)))
    assert np.isfinite(images).all()
    table = pd.read_parquet(results / "metrics" / "latents.parquet")
    assert "stripes" in set(table["experiment"])
    assert (results / "figures" / "fig18_mixture.png").exists()


def test_a_metric(results):
    path = results / "metrics" / "scores.parquet"
    rows = pd.read_parquet(path).query("metric == 'brightness'")
    assert (rows[["protocol", "features"]] == ["sound", "pixels"]).all(axis=None)
    last = rows.sort_values("epoch").groupby("run").last()
    assert dict(last["epoch"]) == {"hot": 2, "cold": 2, "fading": 2}
    for run in last.index:
        of_images = brightness(results, run)
        assert last.loc[run, "value"] == pytest.approx(of_images.mean(), abs=0.01)
        error = of_images.std(ddof=1) / np.sqrt(12)
        assert last.loc[run, "high"] - last.loc[run, "low"] == pytest.approx(2 * error, abs=0.01)
    said = table_columns(path)["metric"].description.splitlines()
    assert "brightness: mean brightness of the generated images, grey level; higher is better" in said
    assert f",brightness,{last.loc['hot', 'value']:.6g}," in path.with_suffix(".csv").read_text()


def test_a_claim(results):
    """It is judged from the study's scores, and comes after the report's own: it names a later section."""
    name = "noise_ends_brighter_than_garments"
    path = results / "metrics" / "claims.parquet"
    claims = pd.read_parquet(path)
    claim = claims[claims["claim"].isin([*CLAIMS, name])].iloc[-1]
    noise, garments = (brightness(results, run).mean() for run in ("hot", "cold"))
    assert claim["claim"] == name
    assert claim["value"] == pytest.approx(noise - garments, abs=0.01)
    assert claim["verdict"] == ("confirmed" if noise > garments else "refuted")
    settings = pd.read_parquet(results / "metrics" / "settings.parquet").query("setting == 'scale'")
    assert {claim["scale"]} == set(map(json.loads, settings["value"]))
    pd.testing.assert_series_equal(
        pd.read_parquet(results / "claims" / f"{name}.parquet").iloc[0], claim, check_names=False
    )
    (row,) = (line for line in path.with_suffix(".md").read_text().splitlines() if claim["statement"] in line)
    said = ("3.2", "Samples from noise are brighter than samples from garments.", "brighter")
    found = f"{claim['value']:.3g} grey levels" if abs(claim["value"]) < 100 else f"{claim['value']:.0f} grey levels"
    assert row == f"| {' | '.join([*said, f'**{claim.verdict}**', found, '1', claim['why']])} |"


def test_a_degradation_with_options_and_no_end(results):
    """Of the contrast 1 − 0.8 t/T is left: by time alone, down to the option's share."""
    with np.load(results / "runs/fading/seed-0/trace.npz") as trace:
        digits, times, states = trace["digits"], trace["t"], trace["forward"]
        start = trace["backward"][-1]
    mean = digits.mean(axis=(1, 2), keepdims=True)
    for t, state in zip(times, states, strict=True):
        np.testing.assert_allclose(state, mean + (1 - 0.8 * t / 1000) * (digits - mean), atol=1e-6)
    # Sampling starts from its last state: a fifth of the contrast of a digit, which spans the whole range.
    np.testing.assert_allclose(np.ptp(start, axis=(1, 2)), 0.2, atol=0.01)
    with np.load(results / "runs/fading/seed-0/samples/test-ema-epoch-2.npz") as file:
        assert json.loads(file["metadata"].tobytes())["source"] == "digits"
    with Image.open(results / "animations" / "fading.gif") as animation:
        first = np.asarray(animation.convert("L"))
        # There in two steps and back in two, 80 ms each; 15 times as long on the digits, and 1,200 ms at the end.
        assert sum(frame.info["duration"] for frame in ImageSequence.Iterator(animation)) == 20 * 80 + 1200
    assert first.shape == (62, 62)
    assert 0 < np.ptp(first[2:30, 2:30]) < 100  # of 255


def test_a_figure_is_in_the_report(study, results):
    succeeded(snakemake(study.folder, "--report", "report.html", "all"))
    page = (study.folder / "report.html").read_text(encoding="utf-8")
    picture = Image.open(results / "figures" / "fig20_brightness.png")
    assert len(picture.convert("L").getcolors()) > 10
    shown = json.loads(re.search(r"var results = (\{.*\});?\n", page)[1])
    figure = shown["results/tiny/figures/fig20_brightness.png"]
    assert "darker than digits have learned the background first." in figure["caption"]
    assert figure["labels"] == {"figure": "20 brightness"}
    categories = json.loads(re.search(r"var categories = (\{.*\});?\n", page)[1])
    assert "fig20_brightness" in json.dumps(categories["Light"])
    pictures = [path for folder in ("figures", "animations") for path in (results / folder).iterdir()]
    assert set(shown) == {f"results/tiny/{path.parent.name}/{path.name}" for path in pictures} - {
        "results/tiny/figures/fig19_steps_vs_fid.png"  # of the target `quality`
    }
    of_study = parsed((results / "index.html").read_text(encoding="utf-8"))
    captions = {one.attributes["id"].partition("-")[2]: one.one("figcaption").text for one in of_study.all("figure")}
    assert captions == {Path(path).stem: parsed(item["caption"]).text for path, item in shown.items()}


def test_a_figure_that_nothing_is_there_for_is_named(study):
    (line,) = (line for line in study.screen.splitlines() if line.startswith("Not drawn"))
    assert "fig04_samples_linear_cosine" in line
    assert "fig20_brightness" not in line


def test_figures_that_compare_runs_show_any(study, tmp_path):
    """Those of a new network, and of a new degradation, without a line that names them.

    Where schedules are compared, of all runs those that differ in nothing else, with the least of their own.
    """
    by_schedule = ("fig03_losses", "fig06_fid", "fig07_trajectories", "fig08_final_samples", "fig09_restored_ladder")
    every = ("fig21_loss_by_t", "fig22_what_a_score_means", "fig29_every_run", "fig20_brightness")
    steps = told(study)
    assert {name: shown(steps[name]) for name in by_schedule} == {name: ["fading"] for name in by_schedule}
    assert {name: shown(steps[name]) for name in every} == {name: ["hot", "cold", "fading"] for name in every}
    assert steps["fig06_fid"]["dpi"] == SETTINGS["figures"]["dpi"]
    plain = {"degradation": "gaussian", "network": "affine"}
    runs = {name: {**plain, "schedule": name} for name in ("quadratic", "linear")}
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(yaml.safe_dump({"runs": runs}))
    steps = told(study, "--configfile", overlay)
    assert {frozenset(shown(steps[name])) for name in by_schedule} == {frozenset(runs)}
    assert {frozenset(shown(steps[name])) for name in every} == {frozenset({"hot", "cold", "fading", *runs})}
