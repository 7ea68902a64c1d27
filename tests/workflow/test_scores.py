"""Scores of the finished study, computed again from its files by torchmetrics."""

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.kid import KernelInceptionDistance

from hotcold.data.pixels import to_bytes
from hotcold.evaluation.features.digit_classifier import FEATURES, load_classifier
from hotcold.evaluation.features.inception import load_inception
from hotcold.evaluation.features.ruler import shipped_classifier, shipped_reference
from hotcold.evaluation.metrics import fid as fid_metric
from hotcold.evaluation.metrics import kid
from hotcold.evaluation.seen import look, open_eye
from hotcold.storage.arrays import read_arrays
from tests.workflow.conftest import results

pytestmark = pytest.mark.dag
KEYS = ["run", "seed", "epoch", "split", "weights"]
N = 20  # what every checkpoint has


class Eye(nn.Module):
    """The digit classifier as a network of torchmetrics; what has features already passes."""

    num_features = FEATURES

    def __init__(self, path):
        super().__init__()
        self.see = load_classifier(path, torch.device("cpu")).features  # a method, so that the weights stay float32

    def forward(self, images):
        return self.see(images) if images.ndim == 3 else images


def fid(eye, real, generated):
    metric = FrechetInceptionDistance(eye, normalize=False)
    metric.set_dtype(torch.float64)
    metric.update(real.double(), real=True)
    metric.update(generated, real=False)
    return float(metric.compute())


def test_torchmetrics_gives_the_same_scores_of_every_file(smoke):
    scores = pd.read_parquet(results(smoke) / "metrics" / "scores.parquet")
    of = scores.set_index([*KEYS, "protocol", "metric", "n"])["value"].sort_index()
    weights = results(smoke) / "features" / "classifier.safetensors"
    assert weights.read_bytes() == shipped_classifier().read_bytes()
    eye, real = Eye(weights), torch.from_numpy(shipped_reference())
    files = sorted((results(smoke) / "runs").glob("*/seed-0/samples/*.npz"))
    assert len(files) == 2 * scores["run"].nunique()
    for path in files:
        file = read_arrays(path, "samples")
        generated = torch.from_numpy(to_bytes(file["images"], 0.5))
        about = tuple(file.metadata[name] for name in KEYS)
        for n in {N, len(generated)}:
            assert of[*about, "sound", "fid", n] == pytest.approx(fid(eye, real, generated[:n]), rel=1e-4)
        # The published protocol: 30 images here, each stretched to the whole range.
        images = file["images"][:30]
        low, high = images.min(axis=(1, 2), keepdims=True), images.max(axis=(1, 2), keepdims=True)
        stretched = torch.from_numpy(np.rint((images - low) / (high - low) * 255).astype(np.uint8))
        expected = fid(eye, real[:30], stretched)
        assert of[*about, "published", "fid", len(images)] == pytest.approx(expected, rel=2e-3)


@pytest.mark.filterwarnings("ignore:Metric .Kernel Inception Distance. will save all")
@pytest.mark.parametrize("features", ["digits", "inception"])
def test_torchmetrics_gives_the_same_fid_and_kid_of_digits_and_samples(smoke, features, inception_weights):
    """By the classifier that ships, and by InceptionV3 with weights of the published format."""
    path = results(smoke) / "runs" / "morph-cosine-unet" / "seed-0" / "samples" / "test-ema-epoch-2.npz"
    digits = read_arrays(results(smoke) / "data" / "digits-test.npz", "digits-test")["test_images"]
    images = [torch.from_numpy(side[:N]) for side in (digits, to_bytes(read_arrays(path, "samples")["images"], 0.5))]
    if features == "inception":
        network, weights = load_inception(inception_weights, torch.device("cpu")), inception_weights
        images = [side[:, None].repeat(1, 3, 1, 1) for side in images]
    else:
        network, weights = Eye(shipped_classifier()), shipped_classifier()
    eye = open_eye(features, weights, torch.device("cpu"))
    ours = [look(eye, side.numpy() if features == "digits" else side[:, 0].numpy()) for side in images]
    theirs = FrechetInceptionDistance(network, normalize=False), KernelInceptionDistance(network, 1, N)
    for metric, module in zip(theirs, (fid_metric, kid), strict=True):
        metric.set_dtype(torch.float64)
        for side, real in zip(images, (True, False), strict=True):
            metric.update(side, real=real)
        expected = metric.compute()
        expected = float(expected[0] if module is kid else expected)
        assert module.measure(*ours).value == pytest.approx(expected, rel=1e-3)


def test_the_tables_say_what_scores_are_and_of_how_many(smoke):
    metrics = results(smoke) / "metrics"
    scores, ruler = (pd.read_parquet(metrics / f"{name}.parquet") for name in ("scores", "ruler"))
    assert scores["run"].nunique() == 12
    assert {*scores["split"], *scores["weights"]} == {"test", "ema"}
    counts = {key: set(n) for key, n in scores.groupby(["protocol", "epoch"])["n"]}
    assert counts == {("sound", 1): {20}, ("sound", 2): {20, 40}, ("published", 1): {20}, ("published", 2): {30}}
    assert set(scores.loc[scores["protocol"] == "published", "metric"]) == {"fid"}
    assert not scores.duplicated([*KEYS, "protocol", "metric", "n"]).any()
    assert np.isfinite(scores["value"]).all()
    assert not ((scores["low"] > scores["value"]) | (scores["value"] > scores["high"])).any()
    starts = set(scores.loc[scores["metric"] == "start_remnant", "degradation"])
    assert starts == {"morph"}
    real = ruler[ruler["name"] == "real digits"]
    floor = {(row.metric, row.n, row.protocol) for row in real.itertuples()}
    assert {(row.metric, row.n, row.protocol) for row in scores.itertuples()} <= floor
    assert set(real["draws"]) == {20}
    assert (real.loc[real["metric"] == "fid", "value"] >= 0).all()
    assert np.isfinite(ruler["value"]).all()
