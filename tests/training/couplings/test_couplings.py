"""How digits get their garments, against every other pairing there could be."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from hotcold import plugins
from hotcold.training.couplings import optimal_transport
from tests.shipped import COUPLINGS


def images(n, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(256, (n, 1, 3, 3), generator=generator, dtype=torch.uint8)


def partners(coupling, digits, garments, seed=0):
    return plugins.entry("couplings", coupling)(digits, garments, torch.Generator().manual_seed(seed)).numpy()


@given(n=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_no_other_pairing_is_nearer(n, seed):
    digits, garments = images(n, seed), images(n, seed + 1)

    def distance(index):
        return float((digits.double() - garments[list(index)].double()).square().sum())

    found = partners("optimal_transport", digits, garments, seed)
    assert sorted(found) == list(range(n))
    assert distance(found) == min(map(distance, itertools.permutations(range(n))))


@given(n=st.integers(1, 60), m=st.integers(1, 60), block=st.integers(1, 30))
def test_transport_uses_garments_alike(n, m, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimal_transport, "BLOCK", block)
        counts = np.bincount(partners("optimal_transport", images(n, 0), images(m, 1)), minlength=m)
    assert counts.sum() == n
    assert counts.max() - counts.min() <= 1


def test_independent_draws_any_garment():
    digits = images(20_000, 0)
    found = partners("independent", digits, images(7, 1))
    bright = digits.flatten(1).sum(dim=1, dtype=torch.int64) > 9 * 128
    for half in (bright, ~bright):
        assert chisquare(np.bincount(found[half.numpy()], minlength=7)).pvalue > 1e-3


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_a_coupling_follows_its_seed(coupling):
    first, again, other = (partners(coupling, images(500, 0), images(300, 1), seed) for seed in (0, 0, 1))
    assert (again == first).all()
    assert (other != first).any()
