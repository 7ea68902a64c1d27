import numpy as np
import pytest
import torch

from hotcold.errors import InputError
from hotcold.evaluation.intervals import groups, jackknife
from hotcold.evaluation.measure import Scored
from hotcold.evaluation.metrics.fid import measure


def measured(real, generated):
    return measure(*(Scored(features, np.zeros((len(features), 28, 28), np.uint8)) for features in (real, generated)))


def fid(real, generated):
    return measured(real, generated).value


def by_torchmetrics(real, generated):
    from torchmetrics.image.fid import FrechetInceptionDistance  # takes seconds

    metric = FrechetInceptionDistance(feature=Given(real.shape[1]), normalize=False)
    metric.set_dtype(torch.float64)
    metric.update(torch.from_numpy(real), real=True)
    metric.update(torch.from_numpy(generated), real=False)
    return float(metric.compute())


@pytest.mark.parametrize(("real", "generated"), [(300, 200), (300, 40), (40, 300), (50, 40)])
def test_against_torchmetrics_whether_or_not_covariances_are_singular(rng, real, generated):
    a, b = (rng.exponential(size=(n, 64)) @ rng.normal(size=(64, 64)) for n in (real, generated))
    assert fid(a, b) == pytest.approx(by_torchmetrics(a, b), rel=1e-6)


class Given(torch.nn.Module):
    """Stands where torchmetrics expects a network: the images it is given are features already."""

    def __init__(self, num_features):
        super().__init__()
        self.num_features = num_features

    def forward(self, features):
        return features


def test_sums_are_float64(rng):
    """Features far from the origin, as those of a network may be: float32 sums would lose their spread."""
    a, b = (rng.normal(size=(60, 3)).astype(np.float32) + 1000 for _ in range(2))
    assert fid(a, b) == pytest.approx(by_torchmetrics(a.astype(float), b.astype(float)), rel=1e-5)
    x = rng.normal(size=(50, 4))
    assert 0 <= fid(x, x) < 1e-6


@pytest.mark.parametrize("n", [3, 50, 210])
def test_the_interval_leaves_out_groups(rng, n):
    """Of fewer images than features, and of more."""
    real, x = rng.normal(size=(300, 64)), rng.normal(size=(n, 64)) * 1.5
    expected = jackknife(fid(real, x), n, lambda group: fid(real, x[groups(n) != group]))
    assert measured(real, x)[:3] == pytest.approx(expected[:3], rel=1e-6)
    assert np.isnan(measured(real, x[:2])[1:3]).all()


def test_the_interval_covers_what_more_draws_give(rng):
    """The mean of FID at one n, bias and all, lies in some 95 % of the intervals."""
    real = rng.normal(size=(2000, 8))
    draws = [measured(real, rng.normal(0.2, 1, size=(200, 8))) for _ in range(200)]
    mean = np.mean([draw.value for draw in draws])
    assert 0.9 < np.mean([draw.low < mean < draw.high for draw in draws]) <= 0.99


@pytest.mark.parametrize("side", ["real", "generated"])
def test_bad_features_are_refused(rng, side):
    x = rng.normal(size=(5, 4))
    for bad, message in (
        (x[:1], f"FID: 1 {side} images; expected at least 2"),
        (np.where(x > 0, np.nan, x), f"a feature of the {side} images is not finite"),
        (np.where(x > 0, np.inf, x), f"a feature of the {side} images is not finite"),
    ):
        with pytest.raises(InputError, match=message):
            fid(**{"real": x, "generated": x, side: bad})
