import numpy as np
import pytest
import torch

from hotcold.evaluation.intervals import groups, jackknife
from hotcold.evaluation.metrics import kid
from tests.evaluation.metrics.test_fid import Given


@pytest.mark.filterwarnings("ignore:Metric .Kernel Inception Distance. will save all")
def test_against_torchmetrics(rng, scored):
    """All at once, as one subset; more than one block of ours."""
    from torchmetrics.image.kid import KernelInceptionDistance  # takes seconds

    a, b = rng.exponential(size=(700, 16)), rng.normal(1, 1, size=(700, 16))
    metric = KernelInceptionDistance(Given(16), subsets=1, subset_size=700)
    metric.set_dtype(torch.float64)
    metric.update(torch.from_numpy(a), real=True)
    metric.update(torch.from_numpy(b), real=False)
    assert kid.measure(scored(a), scored(b)).value == pytest.approx(float(metric.compute()[0]), rel=1e-6)


def of_all_pairs(real, generated):
    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    within = [kernel(x, x)[~np.eye(len(x), dtype=bool)].mean() for x in (real, generated)]
    return sum(within) - 2 * kernel(real, generated).mean()


@pytest.mark.parametrize("n", [3, 90])
def test_the_interval_leaves_out_groups(rng, scored, n):
    real, x = rng.normal(size=(150, 5)), rng.normal(size=(n, 5)) * 1.5
    expected = jackknife(of_all_pairs(real, x), n, lambda group: of_all_pairs(real, x[groups(n) != group]))
    assert kid.measure(scored(real), scored(x))[:3] == pytest.approx(expected[:3])
