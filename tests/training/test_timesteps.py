import numpy as np
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st

from hotcold.training.timesteps import Timesteps

parameters = st.floats(0.1, 100)


@given(st.integers(1, 300), st.integers(1, 2000), st.tuples(parameters, parameters), st.integers(0, 2**32 - 1))
def test_timesteps_follow_their_distribution(n, timesteps, beta, seed):
    t = Timesteps(timesteps, beta).draw(n, torch.Generator().manual_seed(seed))
    assert (t.dtype, len(t)) == (torch.int64, n)
    assert t.min() >= 1
    ts = np.arange(1, timesteps + 1)
    expected = n * scipy.stats.beta.cdf(ts / timesteps, *beta)
    counted = (t.numpy()[:, None] <= ts).sum(axis=0)
    assert np.abs(counted - expected).max() <= 1 + 1e-6  # evenly spread draws are off by one at most
    assert counted[-1] == n


def test_each_image_of_a_batch_gets_every_t_alike():
    ten = Timesteps(10, (1, 1))
    draws = torch.stack([ten.draw(4, torch.Generator().manual_seed(seed)) for seed in range(4000)])
    for image in range(4):
        counts = np.bincount(draws[:, image], minlength=11)[1:]
        assert scipy.stats.chisquare(counts).pvalue > 1e-3
