"""Scores of the finished study, computed again from its files by torchmetrics."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.kid import KernelInceptionDistance

from hotcold.data.pixels import to_bytes
from hotcold.evaluation.features.digit_classifier import FEATURES, load_classifier
from hotcold.evaluation.features.ruler import shipped_classifier, shipped_reference
from hotcold.storage.arrays import read_arrays
from tests.conftest import Workflow
from tests.workflow.conftest import results

pytestmark = pytest.mark.dag
KEYS = ["run", "seed", "epoch", "split", "weights"]
N = 20  # what every checkpoint has


class Eye(nn.Module):
    """The digit classifier as a network of torchmetrics; what has features already passes."""

    num_features = FEATURES

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.see = load_classifier(path, torch.device("cpu")).features  # a method, so that the weights stay float32

    def forward(self, images: Tensor) -> Tensor:
        return self.see(images) if images.ndim == 3 else images


@pytest.mark.filterwarnings("ignore:Metric .Kernel Inception Distance. will save all")
def test_torchmetrics_gives_the_same_scores_of_every_file(smoke: Workflow) -> None:
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
            fid = FrechetInceptionDistance(eye, normalize=False)
            fid.set_dtype(torch.float64)
            fid.update(real.double(), real=True)
            fid.update(generated[:n], real=False)
            assert of[*about, "sound", "fid", n] == pytest.approx(float(fid.compute()), rel=1e-4)
    # Of one checkpoint: torchmetrics' subsets are of one size on both sides, so that all of ours are many of theirs.
    kid = KernelInceptionDistance(eye, subsets=400, subset_size=len(generated))
    kid.update(real, real=True)
    kid.update(generated, real=False)
    mean, deviation = (float(part) for part in kid.compute())
    assert abs(of[*about, "sound", "kid", len(generated)] - mean) < 4 * deviation / 400**0.5


def test_the_tables_say_of_how_many(smoke: Workflow) -> None:
    metrics = results(smoke) / "metrics"
    scores, ruler = (pd.read_parquet(metrics / f"{name}.parquet") for name in ("scores", "ruler"))
    last = scores["epoch"] == 2
    assert set(scores.loc[~last & (scores["protocol"] == "sound"), "n"]) == {20}
    assert set(scores.loc[last & (scores["protocol"] == "sound"), "n"]) == {20, 40}
    assert set(scores.loc[last & (scores["protocol"] == "published"), "n"]) == {30}
    assert not scores.duplicated([*KEYS, "protocol", "metric", "n"]).any()
    starts = set(scores.loc[scores["metric"] == "start_remnant", "degradation"])
    assert starts == {"morph"}
    real = ruler[ruler["name"] == "real digits"]
    floor = {(row.metric, row.n, row.protocol) for row in real.itertuples()}
    assert {(row.metric, row.n, row.protocol) for row in scores.itertuples()} <= floor
    assert set(real["draws"]) == {20}
    assert np.isfinite(ruler["value"]).all()
