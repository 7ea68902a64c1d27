import pytest
import torch

from hotcold.data.pixels import to_model
from hotcold.training.couplings import independent, optimal_transport
from hotcold.training.pairs import Images


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def test_pairs_are_digits_with_their_garments():
    """Bright garments for bright digits; noise is drawn afresh, whoever the partners are."""
    digits, garments = torch.tensor([[0, 255, 51], [255, 102, 0]], dtype=torch.uint8).reshape(2, 3, 1, 1, 1)
    generator, index = seeded(0), torch.tensor([2, 0, 1])
    pairs = Images(digits, garments, 0.5).paired(optimal_transport.pair, generator)
    assert len(pairs) == 3
    assert pairs.digits(index).flatten().tolist() == pytest.approx([-0.3, -0.5, 0.5])
    assert pairs.ends("garments", index, generator).flatten().tolist() == pytest.approx([-0.1, -0.5, 0.5])
    noise = torch.cat([pairs.ends("noise", index, generator) for _ in range(1000)])
    assert float(noise.std()) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("end", ["garments", "noise", "itself"])
def test_ends_lie_in_memory_as_digits_do(end):
    images = torch.randint(256, (6, 1, 5, 5), generator=seeded(0), dtype=torch.uint8)
    pairs, index = Images(images, images, 0.5).paired(independent.pair, seeded(0)), torch.arange(4)
    z, x = pairs.ends(end, index, seeded(1)), pairs.digits(index)
    assert (z.shape, z.dtype, z.stride()) == (x.shape, torch.float32, x.stride())


@pytest.mark.parametrize("end", ["garments", "noise", "itself"])
def test_all_pairs_are_each_digit_with_its_end(end, digits, garments):
    given = Images(*(torch.tensor(data.train_images[:40])[:, None] for data in (digits, garments)), pixel_limit=0.5)
    pairs = given.paired(optimal_transport.pair, seeded(3))
    index = torch.arange(len(pairs))
    x, z = pairs.digits(index), pairs.ends(end, index, seeded(5))
    expected = {
        "garments": torch.tensor(to_model(garments.train_images[:40], 0.5))[pairs.partners, None],
        "noise": torch.randn(x.shape, generator=seeded(5)),
        "itself": torch.randn(x.shape, generator=seeded(5)),
    }
    torch.testing.assert_close(x[:, 0], torch.tensor(to_model(digits.train_images[:40], 0.5)))
    torch.testing.assert_close(z, expected[end])
