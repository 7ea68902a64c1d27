"""How digits get their garments, against every other pairing there could be."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from hotcold import couplings
from hotcold.couplings import COUPLINGS
from hotcold.pairs import Images


def images(n: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(256, (n, 1, 3, 3), generator=generator, dtype=torch.uint8)


def partners(coupling: str, digits: torch.Tensor, garments: torch.Tensor, seed: int = 0) -> np.ndarray:
    return COUPLINGS[coupling](digits, garments, torch.Generator().manual_seed(seed)).numpy()


def distance(digits: torch.Tensor, garments: torch.Tensor, index: np.ndarray) -> float:
    return float((digits.double() - garments[torch.from_numpy(index)].double()).square().sum())


@given(n=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_no_other_pairing_is_nearer(n: int, seed: int) -> None:
    digits, garments = images(n, seed), images(n, seed + 1)
    found = partners("optimal_transport", digits, garments, seed)
    assert sorted(found) == list(range(n))
    others = (distance(digits, garments, np.array(order)) for order in itertools.permutations(range(n)))
    assert distance(digits, garments, found) == min(others)


@given(n=st.integers(1, 60), m=st.integers(1, 60), block=st.integers(1, 30))
def test_transport_uses_garments_alike(n: int, m: int, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(couplings, "BLOCK", block)
        counts = np.bincount(partners("optimal_transport", images(n, 0), images(m, 1)), minlength=m)
    assert counts.sum() == n
    assert counts.max() - counts.min() <= 1


def test_independent_draws_any_garment() -> None:
    digits, garments = images(20_000, 0), images(7, 1)
    found = partners("independent", digits, garments)
    bright = digits.flatten(1).sum(dim=1, dtype=torch.int64) > 9 * 128
    for half in (bright, ~bright):
        assert chisquare(np.bincount(found[half.numpy()], minlength=7)).pvalue > 1e-3


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_a_coupling_follows_its_seed(coupling: str) -> None:
    digits, garments = images(500, 0), images(300, 1)
    first = partners(coupling, digits, garments)
    assert (partners(coupling, digits, garments) == first).all()
    assert (partners(coupling, digits, garments, seed=1) != first).any()


def test_pairs_are_digits_with_their_garments() -> None:
    """Bright garments for bright digits; noise is drawn afresh, whoever the partners are."""
    digits = torch.tensor([0, 255, 51], dtype=torch.uint8).reshape(3, 1, 1, 1)
    garments = torch.tensor([255, 102, 0], dtype=torch.uint8).reshape(3, 1, 1, 1)
    generator = torch.Generator().manual_seed(0)
    pairs = Images(digits, garments, 0.5).paired(COUPLINGS["optimal_transport"], generator)
    index = torch.tensor([2, 0, 1])
    assert len(pairs) == 3
    assert pairs.digits(index).flatten().tolist() == pytest.approx([-0.3, -0.5, 0.5])
    assert pairs.ends("garments", index, generator).flatten().tolist() == pytest.approx([-0.1, -0.5, 0.5])
    noise = torch.cat([pairs.ends("noise", index, generator) for _ in range(1000)])
    assert float(noise.std()) == pytest.approx(1, abs=0.1)
