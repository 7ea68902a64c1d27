import torch

from hotcold.data.pixels import to_model
from hotcold.diffusion.latent import Pools
from hotcold.diffusion.models import TrainedModel
from hotcold.diffusion.restorer import Restorer
from hotcold.training.held_out import held_out_pairs
from tests.diffusion.oracle import MODEL, degradation_of


def test_digits_of_a_split_get_ends_by_the_seed(digits, garments):
    pools = Pools(*({"validation": one.train_images[:40]} for one in (digits, garments)))
    known = {image.tobytes() for image in to_model(garments.train_images[:40], 0.5)}
    for name in ("morph", "gaussian"):
        model = TrainedModel(MODEL, 1, Restorer(torch.mul, degradation_of(name), 0.5), None)
        x, z = held_out_pairs(model, pools, "validation", "independent", 3, n=9)
        torch.testing.assert_close(x[:, 0], torch.tensor(to_model(digits.train_images[:9], 0.5)))
        assert z.shape == x.shape == (9, 1, 28, 28)
        assert ({image.tobytes() for image in z[:, 0].contiguous().numpy()} <= known) == (name == "morph")
        _, same = held_out_pairs(model, pools, "validation", "independent", 3, n=9)
        _, other = held_out_pairs(model, pools, "validation", "independent", 4, n=9)
        assert torch.equal(z, same)
        assert not torch.equal(z, other)
